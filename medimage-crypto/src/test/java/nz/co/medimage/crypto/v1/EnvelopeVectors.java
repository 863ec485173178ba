package nz.co.medimage.crypto.v1;

import static nz.co.medimage.crypto.v1.RawEnvelope.manifest;
import static nz.co.medimage.crypto.v1.RawEnvelope.plaintext;
import static nz.co.medimage.crypto.v1.RawEnvelope.sha256;
import static nz.co.medimage.crypto.v1.RawEnvelope.utf8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import nz.co.medimage.api.EnvelopeId;

/** Good envelopes, and one for each fault. */
final class EnvelopeVectors {
  static final String DAMAGED = "damaged";
  static final String UNSUPPORTED = "unsupported";
  static final String BAD_MANIFEST = "bad-manifest";

  private static final byte[] CONTENT = utf8("A photo need not be a photo to be carried.");

  private final Path folder;
  private final byte[] good = new RawEnvelope().seal(plaintext(utf8(manifest(CONTENT)), CONTENT));

  EnvelopeVectors(Path folder) {
    this.folder = folder;
  }

  void write() throws IOException {
    writeGood();
    writeSuites();
    writePrefixFaults();
    writeStreamFaults();
    writeKeyFaults();
    writePlaintextFaults();
    for (Map.Entry<String, String[]> each : ManifestFaults.all().entrySet()) {
      String[] fault = each.getValue();
      byte[] json = utf8(manifest(CONTENT).replace(fault[1], fault[2]));
      fails("manifest-" + each.getKey(), fault[0], BAD_MANIFEST, seal(plaintext(json, CONTENT)));
    }
    for (Map.Entry<String, String[]> each : ManifestFaults.whole().entrySet()) {
      byte[] json = each.getValue()[1].getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
      fails(
          "manifest-" + each.getKey(),
          each.getValue()[0],
          BAD_MANIFEST,
          seal(plaintext(json, CONTENT)));
    }
  }

  private void writeGood() throws IOException {
    opens("good", "An envelope as it should be.", good, manifest(CONTENT), CONTENT);
    byte[] one = {(byte) 0xFF};
    String least =
        manifest(one).replace("\"#ZAC5361 arm\"", "\"\"").replace("{\"site\":\"left arm\"}", "{}");
    opens(
        "good-least",
        "One byte, an empty tag, no attributes.",
        seal(plaintext(utf8(least), one)),
        least,
        one);
    String later =
        manifest(CONTENT)
            .replace(
                "\"attributes\"",
                "\"later\":{\"list\":[1,null,\"\\ud83d\\udcf7\",{}],\"flag\":true},\"attributes\"");
    opens(
        "good-unknown-fields",
        "Fields of a later version, which are kept.",
        seal(plaintext(utf8(later), CONTENT)),
        later,
        CONTENT);
    String letters =
        manifest(CONTENT)
            .replace("#ZAC5361 arm", "#Ng\u0101-mate \u6bcd \u00e9")
            .replace("IMG_0001.JPG", "\u03b1.heic");
    opens(
        "good-letters",
        "Letters of several scripts.",
        seal(plaintext(utf8(letters), CONTENT)),
        letters,
        CONTENT);
    writeGoodForms();
    byte[] edge =
        pattern(EnvelopeSizes.SEGMENT_BYTES - 56 - 4 - manifest(pattern(1_000_000)).length() - 5);
    opens(
        "good-two-segments",
        "More plaintext than one segment holds, after padding.",
        seal(plaintext(utf8(manifest(edge)), edge)),
        manifest(edge),
        edge);
    Map<String, Object> cut = begin("The second of two segments is missing.");
    cut.put("envelopeOf", "good-two-segments.json");
    cut.put("keepBytes", Prefix.BYTES + EnvelopeSizes.SEGMENT_BYTES);
    cut.put("fails", DAMAGED);
    Vectors.write(folder.resolve("bad-segment-missing.json"), cut);
  }

  /** What may be written in several ways. */
  private void writeGoodForms() throws IOException {
    String time = "T09:21:45+12:00";
    form("number-fraction", "A length with a fraction of zero.", ":42,", ":42.0,");
    form("number-exponent", "A length with an exponent.", ":42,", ":4.2e1,");
    form("moment-utc", "A moment with Z.", time, "T09:21:45Z");
    form("moment-offset", "The largest offset.", time, "T09:21:45+18:00");
    form("moment-fraction", "Nine digits of a second.", time, "T09:21:45.123456789-18:00");
    form(
        "tag-blanks",
        "A tag with blanks of several kinds and a folder behind a word.",
        "#ZAC5361 arm",
        " arm\u3000\u00a0#ZAC5361\u2003\\t left ");
    String length = "\"length\"";
    form(
        "captured-from",
        "What told the time of capture, and a sequence.",
        length,
        "\"capturedFrom\":\"exif\",\"sequence\":\"02\"," + length);
    form(
        "captured-from-later",
        "A time of capture told by what a later version knows.",
        length,
        "\"capturedFrom\":\"sidecar-2\"," + length);
    form("tag-nfc", "A tag that is not in NFC.", "#ZAC5361 arm", "#Nga\u0304 e\u0301");
  }

  private void form(String name, String what, String replaced, String by) throws IOException {
    String json = manifest(CONTENT).replace(replaced, by);
    opens("good-" + name, what, seal(plaintext(utf8(json), CONTENT)), json, CONTENT);
  }

  private void writeSuites() throws IOException {
    String json = manifest(CONTENT);
    byte[] plaintext = plaintext(utf8(json), CONTENT);
    RawEnvelope two = new RawEnvelope().suite(Suite.ENVELOPE_SHARE);
    byte[] sealed = two.seal(plaintext);
    opensWithShare("good-suite-2", "An envelope of suite 2.", sealed, json, CONTENT);
    byte[] one = {(byte) 0xFF};
    String least = manifest(one);
    opensWithShare(
        "good-suite-2-least",
        "One byte, in suite 2.",
        two.seal(plaintext(utf8(least), one)),
        least,
        one);
    fails("suite-0", "Suite 0.", UNSUPPORTED, set(good, 9, 0));
    fails("suite-3", "Suite 3.", UNSUPPORTED, set(good, 9, 3));
    fails("suite-1-as-2", "Sealed in suite 1, but says 2.", DAMAGED, set(good, 9, 2));
    fails("suite-2-as-1", "Sealed in suite 2, but says 1.", DAMAGED, set(sealed, 9, 1));
    writeSuiteTwoFaults(sealed, plaintext);
  }

  private void writeSuiteTwoFaults(byte[] sealed, byte[] plaintext) throws IOException {
    fails(
        "suite-2-id-flipped",
        "Suite 2: a bit of the envelope id is flipped.",
        DAMAGED,
        set(sealed, 25, sealed[25] ^ 1));
    fails(
        "suite-2-tag-flipped",
        "Suite 2: the last bit is flipped.",
        DAMAGED,
        set(sealed, sealed.length - 1, sealed[sealed.length - 1] ^ 1));
    fails(
        "suite-2-cut",
        "Suite 2: the last byte is missing.",
        DAMAGED,
        Arrays.copyOf(sealed, sealed.length - 1));
    fails(
        "suite-2-forged",
        "Suite 2: sealed to the right receiver by someone without the pairing's key.",
        DAMAGED,
        new RawEnvelope()
            .suite(Suite.ENVELOPE_SHARE)
            .pairingKey(VectorKeys.OTHER_PAIRING_KEY)
            .seal(plaintext));
    byte[] changed = plaintext.clone();
    changed[4 + utf8(manifest(CONTENT)).length] ^= 1;
    fails(
        "suite-2-content-other",
        "Suite 2: the content has another SHA-256 than the manifest says.",
        BAD_MANIFEST,
        new RawEnvelope().suite(Suite.ENVELOPE_SHARE).seal(changed));
  }

  private void writePrefixFaults() throws IOException {
    fails("empty", "No byte at all.", DAMAGED, new byte[0]);
    fails("magic", "The first byte is wrong.", DAMAGED, flip(0));
    fails("version", "Version 2.", UNSUPPORTED, set(good, 8, 2));
    fails(
        "version-alone",
        "Version 2, and nothing behind the suite.",
        UNSUPPORTED,
        Arrays.copyOf(set(good, 8, 2), 10));
    fails("id-version", "The envelope id is a UUID of version 4.", DAMAGED, set(good, 16, 0x4F));
    fails("id-flipped", "A bit of the envelope id is flipped.", DAMAGED, flip(25));
    fails("pairing-flipped", "A bit of the pairing id is flipped.", DAMAGED, flip(26));
    fails(
        "encapsulated-key-flipped", "A bit of the encapsulated key is flipped.", DAMAGED, flip(42));
    fails("wrapped-secret-flipped", "A bit of the wrapped secret is flipped.", DAMAGED, flip(74));
    fails(
        "wrapped-tag-flipped", "A bit of the wrapped secret's tag is flipped.", DAMAGED, flip(121));
    byte[] weak = good.clone();
    Arrays.fill(weak, 42, 74, (byte) 0);
    fails("encapsulated-key-zero", "The encapsulated key is the point of order 1.", DAMAGED, weak);
    fails("prefix-cut", "Cut off in the encapsulated key.", DAMAGED, Arrays.copyOf(good, 50));
  }

  private void writeStreamFaults() throws IOException {
    fails("stream-missing", "The prefix alone.", DAMAGED, Arrays.copyOf(good, Prefix.BYTES));
    fails(
        "stream-header-cut", "Cut off in the stream's header.", DAMAGED, Arrays.copyOf(good, 140));
    fails("stream-header-length", "The stream's header says another length.", DAMAGED, flip(122));
    fails("stream-salt-flipped", "A bit of the stream's salt is flipped.", DAMAGED, flip(123));
    fails(
        "stream-nonce-flipped",
        "A bit of the stream's nonce prefix is flipped.",
        DAMAGED,
        flip(155));
    fails(
        "ciphertext-missing",
        "The stream's header, and no segment.",
        DAMAGED,
        Arrays.copyOf(good, 162));
    fails("ciphertext-flipped", "A bit of the ciphertext is flipped.", DAMAGED, flip(200));
    fails("tag-flipped", "The last bit is flipped.", DAMAGED, flip(good.length - 1));
    fails("cut", "The last byte is missing.", DAMAGED, Arrays.copyOf(good, good.length - 1));
    fails("trailing", "One byte too many.", DAMAGED, Arrays.copyOf(good, good.length + 1));
  }

  private void writeKeyFaults() throws IOException {
    byte[] plaintext = plaintext(utf8(manifest(CONTENT)), CONTENT);
    fails(
        "other-receiver",
        "Sealed to another receiver.",
        DAMAGED,
        new RawEnvelope().privateKey(VectorKeys.OTHER_PRIVATE_KEY).seal(plaintext));
    fails(
        "other-pairing",
        "Sealed under another pairing, which the prefix says.",
        DAMAGED,
        new RawEnvelope().pairing(VectorKeys.OTHER_PAIRING).seal(plaintext));
    fails(
        "forged",
        "Sealed to the right receiver by someone without the pairing's key.",
        DAMAGED,
        new RawEnvelope().pairingKey(VectorKeys.OTHER_PAIRING_KEY).seal(plaintext));
    byte[] other =
        new RawEnvelope()
            .id(EnvelopeId.parse("019ab3c4-d5e6-7f80-9a1b-2c3d4e5f6072"))
            .seal(plaintext);
    System.arraycopy(good, 10, other, 10, 16);
    fails("id-replaced", "The id of another envelope of the same pairing.", DAMAGED, other);
  }

  private void writePlaintextFaults() throws IOException {
    byte[] json = utf8(manifest(CONTENT));
    fails("plaintext-empty", "Authentic, but of no byte.", BAD_MANIFEST, seal(new byte[0]));
    fails("plaintext-short", "Authentic, but of three bytes.", BAD_MANIFEST, seal(new byte[3]));
    for (int length : new int[] {0, ManifestFormat.MAX_BYTES + 1, Integer.MIN_VALUE, 5000}) {
      byte[] plaintext = plaintext(json, CONTENT);
      ByteBuffer.wrap(plaintext).putInt(length);
      fails(
          "manifest-length-" + (length & 0xFFFFFFFFL),
          "The manifest's length says " + (length & 0xFFFFFFFFL) + ".",
          BAD_MANIFEST,
          seal(plaintext));
    }
    byte[] whole = plaintext(json, CONTENT);
    int end = 4 + json.length + CONTENT.length;
    byte[] dirty = whole.clone();
    dirty[whole.length - 1] = 1;
    fails("padding-not-zero", "The last byte of the padding is 1.", BAD_MANIFEST, seal(dirty));
    fails("padding-missing", "No padding.", BAD_MANIFEST, seal(Arrays.copyOf(whole, end)));
    fails(
        "padding-longer",
        "One zero too many.",
        BAD_MANIFEST,
        seal(Arrays.copyOf(whole, whole.length + 1)));
    fails(
        "content-shorter",
        "The content ends before the manifest says.",
        BAD_MANIFEST,
        seal(Arrays.copyOf(whole, end - 1)));
    byte[] changed = whole.clone();
    changed[end - 1] ^= 1;
    fails(
        "content-other",
        "The content has another SHA-256 than the manifest says.",
        BAD_MANIFEST,
        seal(changed));
  }

  private void opens(String name, String what, byte[] envelope, String manifest, byte[] content)
      throws IOException {
    opens(name, begin(what), envelope, manifest, content);
  }

  private void opensWithShare(
      String name, String what, byte[] envelope, String manifest, byte[] content)
      throws IOException {
    Map<String, Object> fields = begin(what);
    byte[] share = Suite.ENVELOPE_SHARE.share(VectorKeys.PAIRING_KEY, VectorKeys.ID.toBytes());
    fields.put("share", Vectors.Hex.encode(share));
    opens(name, fields, envelope, manifest, content);
  }

  private void opens(
      String name, Map<String, Object> fields, byte[] envelope, String manifest, byte[] content)
      throws IOException {
    fields.put("envelope", Base64.getEncoder().encodeToString(envelope));
    fields.put("id", VectorKeys.ID.toString());
    fields.put("manifest", manifest);
    fields.put("contentLength", content.length);
    fields.put("contentSha256", Vectors.Hex.encode(sha256(content)));
    Vectors.write(folder.resolve(name + ".json"), fields);
  }

  private void fails(String name, String what, String category, byte[] envelope)
      throws IOException {
    Map<String, Object> fields = begin(what);
    fields.put("envelope", Base64.getEncoder().encodeToString(envelope));
    fields.put("fails", category);
    Vectors.write(folder.resolve("bad-" + name + ".json"), fields);
  }

  private static Map<String, Object> begin(String what) {
    Map<String, Object> fields = VectorKeys.begin(what);
    fields.put("receiverPrivateKey", Vectors.Hex.encode(VectorKeys.PRIVATE_KEY));
    fields.put("pairingId", VectorKeys.PAIRING.toString());
    fields.put("pairingKey", Vectors.Hex.encode(VectorKeys.PAIRING_KEY));
    return fields;
  }

  private static byte[] seal(byte[] plaintext) {
    return new RawEnvelope().seal(plaintext);
  }

  private byte[] flip(int at) {
    byte[] changed = good.clone();
    changed[at] ^= 1;
    return changed;
  }

  private static byte[] set(byte[] envelope, int at, int value) {
    byte[] changed = envelope.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static byte[] pattern(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31);
    }
    return bytes;
  }
}
