package nz.co.medimage.crypto.v1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;

/** An authentic envelope of any plaintext, also of one that no sealer would write. */
final class RawEnvelope {
  private Suite suite = Suite.PAIRING_KEY;
  private EnvelopeId id = VectorKeys.ID;
  private PairingId pairing = VectorKeys.PAIRING;
  private byte[] privateKey = VectorKeys.PRIVATE_KEY;
  private byte[] pairingKey = VectorKeys.PAIRING_KEY;

  RawEnvelope suite(Suite suite) {
    this.suite = suite;
    return this;
  }

  RawEnvelope id(EnvelopeId id) {
    this.id = id;
    return this;
  }

  RawEnvelope pairing(PairingId pairing) {
    this.pairing = pairing;
    return this;
  }

  RawEnvelope privateKey(byte[] privateKey) {
    this.privateKey = privateKey;
    return this;
  }

  RawEnvelope pairingKey(byte[] pairingKey) {
    this.pairingKey = pairingKey;
    return this;
  }

  /** Seals bytes that need not be of the format. */
  byte[] seal(byte[] plaintext) {
    try {
      ByteArrayOutputStream sealed = new ByteArrayOutputStream();
      EnvelopeCipher cipher =
          EnvelopeCipher.toSeal(
              Prefix.head(suite, id, pairing), VectorKeys.publicKey(privateKey), pairingKey);
      sealed.write(cipher.prefix());
      SegmentOutput out = new SegmentOutput(cipher, sealed);
      out.write(new ByteArrayInputStream(plaintext), plaintext.length);
      out.finish();
      return sealed.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Length, manifest, content, zeros. */
  static byte[] plaintext(byte[] manifest, byte[] content) {
    byte[] begin = ByteBuffer.allocate(4).putInt(manifest.length).array();
    byte[] whole = Keys.join(begin, manifest, content);
    return Arrays.copyOf(whole, (int) Padme.padded(whole.length));
  }

  /** A manifest of which single fields can be replaced as text. */
  static String manifest(byte[] content) {
    return "{\"tag\":\"#ZAC5361 arm\",\"fileName\":\"IMG_0001.JPG\",\"mediaType\":\"image/jpeg\","
        + "\"capturedAt\":\"2017-08-10T09:21:45+12:00\",\"length\":"
        + content.length
        + ",\"sha256\":\""
        + Vectors.Hex.encode(sha256(content))
        + "\",\"deviceName\":\"Ward phone\",\"attributes\":{\"site\":\"left arm\"}}";
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
