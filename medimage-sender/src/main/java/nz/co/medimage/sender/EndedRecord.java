package nz.co.medimage.sender;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import java.io.EOFException;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.HoldCode;
import nz.co.medimage.api.OutcomeTexts;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.sender.DeliveryStatus.State;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The record of how a photo ended, which the home keeps for a while. The parts that may name the
 * patient, the receipt and the app's reference, are sealed by {@link PrivateNotes}.
 *
 * @param to the receiver's name
 * @param size the size of the sealed envelope in bytes
 * @param outcome a final state
 * @param code why, if the photo was rejected or is held: the name of a {@link RejectionCode} or a
 *     {@link HoldCode}
 * @param sealedReference the app's reference, sealed, in Base64; null if the app gave none
 * @param sealedReceipt the receipt, sealed, in Base64; null if there is none, or an earlier version
 *     did not keep it
 */
record EndedRecord(
    EnvelopeId id,
    String to,
    long size,
    State outcome,
    Instant at,
    @Nullable String code,
    @Nullable String sealedReference,
    @Nullable String sealedReceipt) {

  private static final DateTimeFormatter SEALED_AT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  EndedRecord {
    if (!outcome.isFinal() || hasCode(outcome) != (code != null)) {
      throw new IllegalArgumentException("no end: " + outcome + ", " + code);
    }
    if (code != null) {
      RejectionCode.of(code);
    }
  }

  private static boolean hasCode(State outcome) {
    return outcome == State.REJECTED || outcome == State.HELD;
  }

  /** A record without private parts. */
  EndedRecord(
      EnvelopeId id, String to, long size, State outcome, Instant at, @Nullable String code) {
    this(id, to, size, outcome, at, code, null, null);
  }

  /** The same record with its sealed parts, in Base64. */
  EndedRecord with(@Nullable String reference, @Nullable String receipt) {
    return new EndedRecord(id, to, size, outcome, at, code, reference, receipt);
  }

  static EndedRecord of(Receipt receipt, String to, long size) {
    State outcome = State.DELIVERED;
    String code = null;
    if (receipt instanceof Receipt.Held held) {
      outcome = State.HELD;
      code = held.code().name();
    } else if (receipt instanceof Receipt.Rejected rejected) {
      outcome = State.REJECTED;
      code = rejected.code().name();
    }
    return new EndedRecord(receipt.id(), to, size, outcome, receipt.at(), code);
  }

  /** The record of a photo that ends on this device, without a receipt. */
  static EndedRecord here(Delivery handle, State outcome, Clock clock) {
    return new EndedRecord(handle.id(), handle.to(), handle.size(), outcome, clock.instant(), null);
  }

  /** The record of a photo of which is only known that the receiver has it. */
  static EndedRecord unknownDelivery(EnvelopeId id) {
    return new EndedRecord(
        id, DiskOutbox.UNKNOWN_RECEIVER, 0, State.DELIVERED, id.createdAt(), null);
  }

  /** A JSON object, which {@link #ofJson} reads. */
  byte[] toJson() throws IOException {
    Map<String, Object> fields = new TreeMap<>();
    fields.put("id", id.toString());
    fields.put("to", to);
    fields.put("size", size);
    fields.put("outcome", outcome.name());
    fields.put("at", at.toString());
    if (code != null) {
      fields.put("reason", code);
    }
    if (sealedReference != null) {
      fields.put("sealedReference", sealedReference);
    }
    if (sealedReceipt != null) {
      fields.put("sealedReceipt", sealedReceipt);
    }
    Buffer json = new Buffer();
    try (JsonWriter writer = JsonWriter.of(json)) {
      writer.jsonValue(fields);
    }
    return json.readByteArray();
  }

  /**
   * Reads a record; unknown fields are ignored.
   *
   * @throws IOException if it is damaged
   */
  static EndedRecord ofJson(byte[] json) throws IOException {
    try (JsonReader reader = JsonReader.of(new Buffer().write(json))) {
      if (!(reader.readJsonValue() instanceof Map<?, ?> fields)
          || reader.peek() != JsonReader.Token.END_DOCUMENT) {
        throw new IOException("not one JSON object");
      }
      String reason = textIfAny(fields, "reason");
      return new EndedRecord(
          EnvelopeId.parse(text(fields, "id")),
          text(fields, "to"),
          size(fields),
          State.valueOf(text(fields, "outcome")),
          Instant.parse(text(fields, "at")),
          reason,
          textIfAny(fields, "sealedReference"),
          textIfAny(fields, "sealedReceipt"));
    } catch (JsonDataException
        | JsonEncodingException
        | EOFException
        | IllegalArgumentException
        | DateTimeException e) {
      throw new IOException("not the end of a photo", e);
    }
  }

  private static String text(Map<?, ?> fields, String name) throws IOException {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw new IOException(name + " is missing");
  }

  private static @Nullable String textIfAny(Map<?, ?> fields, String name) throws IOException {
    return fields.containsKey(name) ? text(fields, name) : null;
  }

  private static long size(Map<?, ?> fields) throws IOException {
    if (fields.get("size") instanceof Double size && size >= 0 && size == Math.rint(size)) {
      return size.longValue();
    }
    throw new IOException("size is missing");
  }

  /** The status, without what only the receipt tells. */
  DeliveryStatus status() {
    return status(false);
  }

  /**
   * The status.
   *
   * @param mayBeFiled whether a photo whose copy was damaged had arrived at a relay, or may have
   *     arrived at the receiver
   */
  DeliveryStatus status(boolean mayBeFiled) {
    String detail = sentence();
    if (outcome == State.DAMAGED) {
      detail =
          "The copy of the photo of "
              + sealedAt(id)
              + " in the outbox is damaged on this device; "
              + (mayBeFiled ? "ask " + to + " whether it is filed, and if not " : "")
              + "send it again from the original.";
    }
    return status(detail);
  }

  /** The status, with what the receipt tells. */
  DeliveryStatus status(Receipt receipt) {
    if (receipt instanceof Receipt.Held held) {
      return status(OutcomeTexts.of(held, Locale.getDefault()));
    }
    return receipt instanceof Receipt.Rejected rejected
        ? status(OutcomeTexts.of(rejected, Locale.getDefault()))
        : status("");
  }

  private DeliveryStatus status(String detail) {
    return new DeliveryStatus(outcome, isAnswered() ? size : 0, size, detail, null);
  }

  /** When a photo was accepted, in local time. */
  static String sealedAt(EnvelopeId id) {
    return SEALED_AT.format(id.createdAt().atZone(ZoneId.systemDefault()));
  }

  /** The handle of a photo that ended before this process started. */
  Delivery toDelivery(PrivateNotes notes) {
    Optional<Receipt> receipt = notes.receipt(this);
    DeliveryStatus status = receipt.map(this::status).orElseGet(this::status);
    Delivery delivery = new Delivery(id, to, size, notes.reference(this), status);
    if (receipt.isPresent()) {
      delivery.complete(receipt.get());
    } else if (isAnswered()) {
      delivery.fail(new ReceiptNotKeptException(id, outcome, code));
    } else if (outcome == State.DAMAGED) {
      delivery.fail(new IOException(status.detail()));
    } else {
      delivery.withdrawn();
    }
    return delivery;
  }

  private boolean isAnswered() {
    return outcome == State.DELIVERED || hasCode(outcome);
  }

  private String sentence() {
    if (code == null) {
      return "";
    }
    Locale locale = Locale.getDefault();
    return outcome == State.HELD
        ? OutcomeTexts.of(HoldCode.of(code), locale)
        : OutcomeTexts.of(RejectionCode.of(code), locale)
            .orElseGet(() -> OutcomeTexts.of(RejectionCode.REFUSED, locale).orElse(""));
  }
}
