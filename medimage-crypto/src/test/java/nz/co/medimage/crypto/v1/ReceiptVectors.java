package nz.co.medimage.crypto.v1;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import nz.co.medimage.crypto.envelope.OpenedReceipt;

/** Good receipts, and one for each fault. */
final class ReceiptVectors {
  private static final byte[] PREFIX =
      Keys.join(
          Prefix.head(VectorKeys.ID, VectorKeys.PAIRING),
          RawEnvelope.sha256(RawEnvelope.utf8("encapsulated key")),
          Arrays.copyOf(RawEnvelope.sha256(RawEnvelope.utf8("sealed secret")), 48));
  private static final EnvelopePrefix ENVELOPE = envelope(PREFIX);
  private static final String OTHER_PREFIX =
      Vectors.Hex.encode(RawEnvelope.sha256(RawEnvelope.utf8("another prefix")));
  private static final Receipt DELIVERED =
      Receipt.delivered(
          VectorKeys.ID,
          VectorKeys.AT,
          List.of(
              new SinkReference("folders", "ZAC5361/arm.jpg"),
              new SinkReference("practice", "4711")));
  private static final Receipt REJECTED =
      Receipt.rejected(
          VectorKeys.ID,
          VectorKeys.AT,
          RejectionCode.TOO_LARGE,
          "The photo is larger than 16 MiB.");

  private final Path folder;
  private final byte[] good = seal(DELIVERED, ENVELOPE, VectorKeys.PAIRING_KEY);

  ReceiptVectors(Path folder) {
    this.folder = folder;
  }

  void write() throws IOException {
    opens(
        "good-delivered",
        "Delivered to two sinks.",
        good,
        "{\"at\":\"2026-11-24T03:00:00Z\",\"outcome\":\"delivered\",\"filed\":[{\"sink\":\"folders\",\"reference\":\"ZAC5361/arm.jpg\"},{\"sink\":\"practice\",\"reference\":\"4711\"}]}");
    opens(
        "good-rejected",
        "Rejected for its size.",
        seal(REJECTED, ENVELOPE, VectorKeys.PAIRING_KEY),
        "{\"at\":\"2026-11-24T03:00:00Z\",\"outcome\":\"rejected\",\"reason\":\"TOO_LARGE\",\"message\":\"The photo is larger than 16 MiB.\"}");
    String later =
        "{\"at\":\"2026-11-24T03:00:00Z\",\"outcome\":\"rejected\",\"reason\":\"BY_A_LATER_VERSION\",\"message\":\"No.\",\"more\":1}";
    opens(
        "good-later-reason",
        "A reason of a later version or of an add-on, which is kept, and an unknown field.",
        raw(later),
        later.replace(",\"more\":1", ""));
    writeSuiteTwo();
    writeHeld();
    writeParts();
    fails("empty", "No byte at all.", new byte[0]);
    fails("version", "Version 2.", set(0, 2));
    fails("nonce-flipped", "A bit of the nonce is flipped.", set(1, good[1] ^ 1));
    fails(
        "tag-flipped", "The last bit is flipped.", set(good.length - 1, good[good.length - 1] ^ 1));
    fails("cut", "The last byte is missing.", Arrays.copyOf(good, good.length - 1));
    fails(
        "other-envelope",
        "For another envelope of the same pairing.",
        seal(
            Receipt.delivered(VectorKeys.OTHER_ID, VectorKeys.AT, List.of()),
            new EnvelopePrefix(VectorKeys.OTHER_ID, VectorKeys.PAIRING, OTHER_PREFIX),
            VectorKeys.PAIRING_KEY));
    fails(
        "other-sealing",
        "For another envelope with this id and of this pairing: its prefix is another.",
        seal(
            DELIVERED,
            new EnvelopePrefix(VectorKeys.ID, VectorKeys.PAIRING, OTHER_PREFIX),
            VectorKeys.PAIRING_KEY));
    fails(
        "other-pairing",
        "Of another pairing with the same key.",
        seal(
            DELIVERED,
            new EnvelopePrefix(VectorKeys.ID, VectorKeys.OTHER_PAIRING, OTHER_PREFIX),
            VectorKeys.PAIRING_KEY));
    fails(
        "forged",
        "By someone without the pairing's key.",
        seal(DELIVERED, ENVELOPE, VectorKeys.OTHER_PAIRING_KEY));
    fails(
        "outcome",
        "Authentic, with an outcome that does not exist.",
        raw("{\"at\":\"2026-11-24T03:00:00Z\",\"outcome\":\"maybe\"}"));
    fails(
        "filed-missing",
        "Authentic, but does not say where the photo is filed.",
        raw("{\"at\":\"2026-11-24T03:00:00Z\",\"outcome\":\"delivered\"}"));
    fails(
        "at-offset",
        "Authentic, with a moment that is not in UTC.",
        raw("{\"at\":\"2026-11-24T03:00:00+12:00\",\"outcome\":\"delivered\",\"filed\":[]}"));
    fails(
        "at-leap-second",
        "Authentic, with a leap second.",
        raw("{\"at\":\"2026-12-31T23:59:60Z\",\"outcome\":\"delivered\",\"filed\":[]}"));
    fails("not-json", "Authentic, but no JSON.", raw("delivered"));
  }

  private void writeSuiteTwo() throws IOException {
    String json = "{\"at\":\"2026-11-24T03:00:00Z\",\"outcome\":\"delivered\",\"filed\":[]}";
    byte[] prefix = PREFIX.clone();
    prefix[9] = Suite.ENVELOPE_SHARE.number();
    byte[] receipt =
        ReceiptFormat.seal(envelope(prefix), RawEnvelope.utf8(json), VectorKeys.PAIRING_KEY);
    Map<String, Object> fields = begin("For an envelope of suite 2.", receipt, prefix);
    fields.put("receipt", json);
    Vectors.write(folder.resolve("good-suite-2.json"), fields);
    Map<String, Object> other =
        begin("For an envelope of suite 1 with the same prefix otherwise.", good, prefix);
    other.put("fails", "not-authentic");
    Vectors.write(folder.resolve("bad-suite-1-for-2.json"), other);
  }

  private static EnvelopePrefix envelope(byte[] prefix) {
    return new EnvelopePrefix(
        VectorKeys.ID, VectorKeys.PAIRING, Vectors.Hex.encode(RawEnvelope.sha256(prefix)));
  }

  private void writeHeld() throws IOException {
    String held =
        "{\"at\":\"2026-11-24T03:00:00Z\",\"outcome\":\"held\",\"reason\":\"UNKNOWN_PATIENT\",\"message\":\"The practice knows no patient by this id.\"}";
    opens("good-held", "Held, since no patient has the id.", raw(held), held);
    String later = held.replace("UNKNOWN_PATIENT", "BY_A_LATER_VERSION");
    opens(
        "good-held-later-reason",
        "Held for a reason of a later version, which is read as OTHER.",
        raw(later),
        held.replace("UNKNOWN_PATIENT", "OTHER"));
    String malformed =
        "{\"at\":\"2026-11-24T03:00:00Z\",\"outcome\":\"rejected\",\"reason\":\"no code\",\"message\":\"No.\"}";
    opens(
        "good-malformed-reason",
        "A reason that is no code, which is read as REFUSED.",
        raw(malformed),
        malformed.replace("no code", "REFUSED"));
    fails(
        "held-without-reason",
        "Authentic, but does not say why the photo is held.",
        raw(held.replace("\"reason\":\"UNKNOWN_PATIENT\",", "")));
  }

  private void writeParts() throws IOException {
    String delivered = "{\"at\":\"2026-11-24T03:00:00Z\",\"outcome\":\"delivered\",\"filed\":[]";
    String echo = delivered + ",\"echo\":\"P… T…, b. 1980\"}";
    opens("good-echo", "Delivered, with an echo.", raw(echo), echo);
    opens(
        "good-echo-long",
        "An echo of 81 characters, which is passed over.",
        raw(delivered + ",\"echo\":\"" + "x".repeat(81) + "\"}"),
        delivered + "}");
    String routes =
        delivered
            + ",\"routesAt\":\"2026-11-25T03:00:00Z\",\"routes\":[{\"transport\":\"relay\",\"parameters\":{\"url\":\"https://relay.example\",\"mailbox\":\"0d2f6c3e-8a51-4c7b-9e0d-5b1c2a3f4e6d\"}}]}";
    opens("good-routes", "Delivered, with the routes to the receiver.", raw(routes), routes);
    fails(
        "routes-without-time",
        "Authentic, with routes that do not say when they were told.",
        raw(routes.replace("\"routesAt\":\"2026-11-25T03:00:00Z\",", "")));
    fails(
        "routes-null",
        "Authentic, with routes that are null: a known field of a wrong type.",
        raw(delivered + ",\"routesAt\":\"2026-11-25T03:00:00Z\",\"routes\":null}"));
  }

  private static byte[] seal(Receipt receipt, EnvelopePrefix envelope, byte[] key) {
    return ReceiptFormat.seal(new OpenedReceipt(receipt, Optional.empty()), envelope, key);
  }

  private static byte[] raw(String json) {
    return ReceiptFormat.seal(ENVELOPE, RawEnvelope.utf8(json), VectorKeys.PAIRING_KEY);
  }

  private void opens(String name, String what, byte[] receipt, String json) throws IOException {
    Map<String, Object> fields = begin(what, receipt);
    fields.put("receipt", json);
    Vectors.write(folder.resolve(name + ".json"), fields);
  }

  private void fails(String name, String what, byte[] receipt) throws IOException {
    Map<String, Object> fields = begin(what, receipt);
    fields.put("fails", "not-authentic");
    Vectors.write(folder.resolve("bad-" + name + ".json"), fields);
  }

  private static Map<String, Object> begin(String what, byte[] receipt) {
    return begin(what, receipt, PREFIX);
  }

  private static Map<String, Object> begin(String what, byte[] receipt, byte[] prefix) {
    Map<String, Object> fields = VectorKeys.begin(what);
    fields.put("prefix", Base64.getEncoder().encodeToString(prefix));
    fields.put("pairingKey", Vectors.Hex.encode(VectorKeys.PAIRING_KEY));
    fields.put("sealed", Base64.getEncoder().encodeToString(receipt));
    return fields;
  }

  private byte[] set(int at, int value) {
    byte[] changed = good.clone();
    changed[at] = (byte) value;
    return changed;
  }
}
