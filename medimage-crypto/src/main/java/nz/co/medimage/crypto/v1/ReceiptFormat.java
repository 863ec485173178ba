package nz.co.medimage.crypto.v1;

import com.google.crypto.tink.subtle.Hex;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.HoldCode;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.crypto.envelope.CurrentRoutes;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import nz.co.medimage.crypto.envelope.OpenedReceipt;

/** The sealed receipt: {@code spec/envelope-v1.md}, section "Receipt". */
public final class ReceiptFormat {
  private static final byte VERSION = 1;
  private static final byte[] LABEL = Keys.label("MedImage receipt v1");
  private static final int BLOCK = 512;
  private static final int MAX_BYTES = 1 << 16;
  private static final int MAX_ROUTES_BYTES = 3_072;
  private static final String DELIVERED = "delivered";
  private static final String HELD = "held";
  private static final String REJECTED = "rejected";
  private static final String FORGED = "the receipt is not an authentic one for this envelope";

  private ReceiptFormat() {}

  /**
   * Seals a receipt, with the receiver's routes if there are any and they are not too large: a
   * receipt without them is better than none.
   */
  public static byte[] seal(OpenedReceipt contents, EnvelopePrefix envelope, byte[] pairingKey) {
    Map<String, Object> fields = write(contents.receipt());
    contents.routes().ifPresent(routes -> write(routes, fields));
    return seal(envelope, StrictJson.write(fields), pairingKey);
  }

  static byte[] seal(EnvelopePrefix envelope, byte[] json, byte[] pairingKey) {
    byte[] padded = Arrays.copyOf(json, (json.length + BLOCK - 1) / BLOCK * BLOCK);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    byte[] sealed = Keys.seal(key(envelope, pairingKey), padded, associated(envelope));
    byte[] whole = Keys.join(new byte[] {VERSION}, sealed);
    if (whole.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a receipt has at most " + MAX_BYTES + " bytes, not " + whole.length);
    }
    return whole;
  }

  /** Opens a receipt. */
  public static OpenedReceipt open(byte[] sealed, EnvelopePrefix envelope, byte[] pairingKey)
      throws IOException {
    if (sealed.length == 0 || sealed.length > MAX_BYTES) {
      throw new IOException(FORGED);
    }
    if (sealed[0] != VERSION) {
      throw new IOException("the receipt is of a later version, which needs a newer sender");
    }
    try {
      byte[] body = Arrays.copyOfRange(sealed, 1, sealed.length);
      byte[] json = Keys.open(key(envelope, pairingKey), body, associated(envelope));
      return parse(json, envelope.id());
    } catch (GeneralSecurityException e) {
      throw new IOException(FORGED, e);
    }
  }

  /** The content of a receipt. */
  public static byte[] toJson(Receipt receipt) {
    return StrictJson.write(write(receipt));
  }

  /**
   * Reads the content of the receipt for an envelope.
   *
   * @throws IOException if it is anything else
   */
  public static Receipt fromJson(byte[] json, EnvelopeId id) throws IOException {
    return parse(json, id).receipt();
  }

  private static OpenedReceipt parse(byte[] json, EnvelopeId id) throws IOException {
    try {
      return read(Fields.read(json), id);
    } catch (JsonFaultException e) {
      throw new IOException("a receipt cannot be read: " + e.getMessage(), e);
    }
  }

  private static byte[] key(EnvelopePrefix envelope, byte[] pairingKey) {
    return Keys.derive(pairingKey, envelope.id().toBytes(), LABEL, Keys.KEY_BYTES);
  }

  private static byte[] associated(EnvelopePrefix envelope) {
    return Keys.join(LABEL, Hex.decode(envelope.sha256()));
  }

  private static Map<String, Object> write(Receipt receipt) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("at", receipt.at().toString());
    if (receipt instanceof Receipt.Delivered delivered) {
      fields.put("outcome", DELIVERED);
      List<Map<String, String>> filed = new ArrayList<>();
      for (SinkReference each : delivered.references()) {
        filed.add(Map.of("sink", each.sink(), "reference", each.reference()));
      }
      fields.put("filed", filed);
      delivered.echo().ifPresent(echo -> fields.put("echo", echo));
    } else if (receipt instanceof Receipt.Held held) {
      fields.put("outcome", HELD);
      fields.put("reason", held.code().name());
      fields.put("message", held.message());
    } else if (receipt instanceof Receipt.Rejected rejected) {
      fields.put("outcome", REJECTED);
      fields.put("reason", rejected.code().name());
      fields.put("message", rejected.message());
    }
    return fields;
  }

  private static void write(CurrentRoutes current, Map<String, Object> fields) {
    List<Map<String, Object>> routes = KeyRecords.writeRoutes(current.routes());
    if (StrictJson.write(Map.of("routes", routes)).length <= MAX_ROUTES_BYTES) {
      fields.put("routesAt", current.at().toString());
      fields.put("routes", routes);
    }
  }

  private static OpenedReceipt read(Fields fields, EnvelopeId id) throws JsonFaultException {
    Instant at = fields.instant("at");
    String outcome = fields.text("outcome");
    Receipt receipt =
        switch (outcome) {
          case DELIVERED -> delivered(fields, id, at);
          case HELD ->
              Receipt.held(id, at, HoldCode.of(fields.text("reason")), fields.text("message"));
          case REJECTED ->
              Receipt.rejected(
                  id, at, rejectionCode(fields.text("reason")), fields.text("message"));
          default ->
              throw new JsonFaultException("outcome is neither delivered, held nor rejected");
        };
    Optional<CurrentRoutes> routes =
        fields.has("routes")
            ? Optional.of(
                new CurrentRoutes(
                    fields.instant("routesAt"), KeyRecords.readRoutes(fields, "routes")))
            : Optional.empty();
    return new OpenedReceipt(receipt, routes);
  }

  private static Receipt delivered(Fields fields, EnvelopeId id, Instant at)
      throws JsonFaultException {
    List<SinkReference> references = new ArrayList<>();
    for (Fields each : fields.objects("filed")) {
      references.add(new SinkReference(each.text("sink"), each.text("reference")));
    }
    Receipt.Delivered delivered = Receipt.delivered(id, at, references);
    String echo = fields.optionalText("echo").orElse("");
    return echo.isEmpty() || echo.length() > Receipt.Delivered.MAX_ECHO_LENGTH
        ? delivered
        : delivered.withEcho(echo);
  }

  /** A code that nobody can write has no meaning; the sentence beside it says enough. */
  private static RejectionCode rejectionCode(String name) {
    try {
      return RejectionCode.of(name);
    } catch (IllegalArgumentException e) {
      return RejectionCode.REFUSED;
    }
  }
}
