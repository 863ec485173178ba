package nz.co.medimage.crypto.v1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.crypto.envelope.CurrentRoutes;

/** Keys as JSON, at rest and in pairing messages: {@code spec/pairing-v1.md}, section "Records". */
public final class KeyRecords {
  private static final long FORMAT = 1;

  private KeyRecords() {}

  /** Reads one part of a record. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(Fields fields) throws JsonFaultException;
  }

  /** Writes the private key of a receiver. */
  public static byte[] writeIdentity(byte[] privateKey) {
    Map<String, Object> fields = begin();
    fields.put("privateKey", base64(privateKey));
    return StrictJson.write(fields);
  }

  /** Reads the private key of a receiver. */
  public static byte[] readIdentity(byte[] json) throws IOException {
    return read(json, fields -> fields.base64("privateKey", Keys.KEY_BYTES));
  }

  /**
   * Writes the receiver's record of a phone.
   *
   * @param device the id of the phone
   */
  public static byte[] writePairing(PairingRecord pairing, PairingId device) {
    Map<String, Object> fields = pairing(pairing);
    if (!device.equals(pairing.id())) {
      fields.put("device", device.toString());
    }
    return StrictJson.write(fields);
  }

  /** Reads the id of the phone. */
  public static PairingId readDevice(byte[] json) throws IOException {
    return read(
        json, fields -> PairingId.parse(fields.text(fields.has("device") ? "device" : "id")));
  }

  /** Reads the receiver's record of a phone. */
  public static PairingRecord readPairing(byte[] json) throws IOException {
    return read(json, KeyRecords::pairing);
  }

  /**
   * Writes the phone's record of a receiver.
   *
   * @param told the routes that the receiver last sent in a receipt, if it has
   */
  public static byte[] writeSenderPairing(
      PairingRecord pairing, ReceiverRecord receiver, Optional<CurrentRoutes> told) {
    Map<String, Object> fields = pairing(pairing);
    fields.putAll(receiver(receiver));
    told.ifPresent(
        last -> {
          fields.put("toldAt", last.at().toString());
          fields.put("told", writeRoutes(last.routes()));
        });
    return StrictJson.write(fields);
  }

  /** Reads the receiver itself from a phone's record. */
  public static ReceiverRecord readReceiver(byte[] json) throws IOException {
    return read(json, KeyRecords::receiver);
  }

  /** Reads the routes that a receiver last sent in a receipt, if it has. */
  public static Optional<CurrentRoutes> readTold(byte[] json) throws IOException {
    return read(
        json,
        fields ->
            fields.has("told")
                ? Optional.of(
                    new CurrentRoutes(fields.instant("toldAt"), readRoutes(fields, "told")))
                : Optional.empty());
  }

  static Map<String, Object> receiver(ReceiverRecord receiver) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("publicKey", base64(receiver.publicKey()));
    fields.put("routes", writeRoutes(receiver.routes()));
    return fields;
  }

  static List<Map<String, Object>> writeRoutes(List<Route> routes) {
    List<Map<String, Object>> written = new ArrayList<>();
    for (Route route : routes) {
      written.add(Map.of("transport", route.transport(), "parameters", route.parameters()));
    }
    return written;
  }

  static ReceiverRecord receiver(Fields fields) throws JsonFaultException {
    byte[] publicKey = fields.base64("publicKey", Keys.KEY_BYTES);
    return new ReceiverRecord(publicKey, readRoutes(fields, "routes"));
  }

  static List<Route> readRoutes(Fields fields, String name) throws JsonFaultException {
    List<Route> routes = new ArrayList<>();
    for (Fields route : fields.objects(name)) {
      routes.add(new Route(route.text("transport"), route.texts("parameters")));
    }
    return routes;
  }

  private static Map<String, Object> pairing(PairingRecord pairing) {
    Map<String, Object> fields = begin();
    fields.put("id", pairing.id().toString());
    fields.put("name", pairing.name());
    fields.put("pairedAt", pairing.pairedAt().toString());
    fields.put("key", base64(pairing.key()));
    return fields;
  }

  private static PairingRecord pairing(Fields fields) throws JsonFaultException {
    return new PairingRecord(
        PairingId.parse(fields.text("id")),
        fields.text("name"),
        fields.instant("pairedAt"),
        fields.base64("key", Keys.KEY_BYTES));
  }

  private static Map<String, Object> begin() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("format", FORMAT);
    return fields;
  }

  private static <T> T read(byte[] json, Reader<T> reader) throws IOException {
    try {
      Fields fields = Fields.read(json);
      if (fields.wholeNumber("format") > FORMAT) {
        throw new IOException("a key was written by a later version of MedImage; use that one");
      }
      return reader.read(fields);
    } catch (JsonFaultException | IllegalArgumentException e) {
      throw new IOException("a key is damaged: " + e.getMessage(), e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
