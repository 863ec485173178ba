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
import java.util.TreeMap;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.sender.DeliveryStatus.State;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * How a photo ended, as it is kept in the home for a while. It says nothing about the patient:
 * neither the receiver's message nor where the photo was filed.
 *
 * @param to the receiver's name
 * @param size of the sealed envelope
 * @param outcome a final state
 * @param reason only of one that was rejected
 */
record EndedRecord(
    EnvelopeId id,
    String to,
    long size,
    State outcome,
    Instant at,
    @Nullable RejectionCode reason) {

  private static final DateTimeFormatter SEALED_AT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  EndedRecord {
    if (!outcome.isFinal() || (outcome == State.REJECTED) != (reason != null)) {
      throw new IllegalArgumentException("no end: " + outcome + ", " + reason);
    }
  }

  static EndedRecord of(Receipt receipt, String to, long size) {
    return receipt instanceof Receipt.Rejected rejected
        ? new EndedRecord(receipt.id(), to, size, State.REJECTED, receipt.at(), rejected.code())
        : new EndedRecord(receipt.id(), to, size, State.DELIVERED, receipt.at(), null);
  }

  /** For one that ends on this device, without a receipt. */
  static EndedRecord here(Delivery handle, State outcome, Clock clock) {
    return new EndedRecord(handle.id(), handle.to(), handle.size(), outcome, clock.instant(), null);
  }

  /** For one of which nothing is left but that its key was delivered. */
  static EndedRecord unknownDelivery(EnvelopeId id) {
    return new EndedRecord(
        id, DiskOutbox.UNKNOWN_RECEIVER, 0, State.DELIVERED, id.createdAt(), null);
  }

  /** The bytes of a JSON object that {@link #ofJson} reads. */
  byte[] toJson() throws IOException {
    Map<String, Object> fields = new TreeMap<>();
    fields.put("id", id.toString());
    fields.put("to", to);
    fields.put("size", size);
    fields.put("outcome", outcome.name());
    fields.put("at", at.toString());
    if (reason != null) {
      fields.put("reason", reason.name());
    }
    Buffer json = new Buffer();
    try (JsonWriter writer = JsonWriter.of(json)) {
      writer.jsonValue(fields);
    }
    return json.readByteArray();
  }

  /**
   * Reads one; fields that it does not know are passed over.
   *
   * @throws IOException if it is damaged
   */
  static EndedRecord ofJson(byte[] json) throws IOException {
    try (JsonReader reader = JsonReader.of(new Buffer().write(json))) {
      if (!(reader.readJsonValue() instanceof Map<?, ?> fields)
          || reader.peek() != JsonReader.Token.END_DOCUMENT) {
        throw new IOException("not one JSON object");
      }
      String reason = fields.containsKey("reason") ? text(fields, "reason") : null;
      return new EndedRecord(
          EnvelopeId.parse(text(fields, "id")),
          text(fields, "to"),
          size(fields),
          State.valueOf(text(fields, "outcome")),
          Instant.parse(text(fields, "at")),
          reason == null ? null : RejectionCode.of(reason));
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

  private static long size(Map<?, ?> fields) throws IOException {
    if (fields.get("size") instanceof Double size && size >= 0 && size == Math.rint(size)) {
      return size.longValue();
    }
    throw new IOException("size is missing");
  }

  DeliveryStatus status() {
    return status(false);
  }

  /**
   * Its status.
   *
   * @param mayBeFiled whether a photo whose copy was damaged had come to lie at a relay, or may
   *     have come to the receiver
   */
  DeliveryStatus status(boolean mayBeFiled) {
    boolean left = outcome == State.DELIVERED || outcome == State.REJECTED;
    String detail = reason == null ? "" : sentence(reason);
    if (outcome == State.DAMAGED) {
      detail =
          "The copy of the photo of "
              + sealedAt(id)
              + " in the outbox is damaged on this device; "
              + (mayBeFiled ? "ask " + to + " whether it is filed, and if not " : "")
              + "send it again from the original.";
    }
    return new DeliveryStatus(outcome, left ? size : 0, size, detail, null);
  }

  /** When a photo was accepted, as people read it off the wall. */
  static String sealedAt(EnvelopeId id) {
    return SEALED_AT.format(id.createdAt().atZone(ZoneId.systemDefault()));
  }

  /** The handle of a photo that ended before this process began. */
  Delivery toSending() {
    Delivery sending = new Delivery(id, to, size, status());
    if (outcome == State.DELIVERED || outcome == State.REJECTED) {
      sending.fail(new ReceiptNotKeptException(id, outcome, reason));
    } else if (outcome == State.DAMAGED) {
      sending.fail(new IOException(status().detail()));
    } else {
      sending.withdrawn();
    }
    return sending;
  }

  private static String sentence(RejectionCode reason) {
    return switch (reason.name()) {
      case "TYPE_NOT_ALLOWED" -> "The receiver does not take files of this type.";
      case "TOO_LARGE" -> "The photo is larger than the receiver takes.";
      case "BAD_MANIFEST" -> "The receiver cannot use what was said about the photo.";
      case "TOO_OLD" -> "The photo was sealed too long ago; check the clock of this device.";
      case "DEVICE_REVOKED" -> "This device is no longer paired; a person at the receiver decides.";
      case "NOT_CLEANED" ->
          "What the file may say of places cannot be removed; a person at the receiver decides.";
      default -> "The receiver refused the photo.";
    };
  }
}
