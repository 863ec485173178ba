package nz.co.medimage.crypto.v1;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import com.google.crypto.tink.subtle.StreamSegmentDecrypter;
import com.google.crypto.tink.subtle.StreamSegmentEncrypter;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.util.Arrays;
import nz.co.medimage.crypto.envelope.DamagedEnvelopeException;

/**
 * The keys of one envelope: {@code spec/envelope-v1.md}, section "Keys". A fresh secret that only
 * the receiver can unwrap, joined with the pairing's key that only the two know, or a share of it.
 */
final class EnvelopeCipher {
  private static final byte[] SECRET_LABEL = Keys.label("MedImage envelope v1 secret");
  private static final byte[] CONTENT_LABEL = Keys.label("MedImage envelope v1 content");

  private final byte[] prefix;
  private final AesGcmHkdfStreaming stream;

  private EnvelopeCipher(byte[] prefix, byte[] secret, byte[] pairingKey) {
    this.prefix = prefix;
    byte[] id = Arrays.copyOfRange(prefix, 10, 26);
    byte[] info = Keys.join(CONTENT_LABEL, prefix);
    byte[] share = Prefix.suite(prefix).share(pairingKey, id);
    byte[] key = Keys.derive(Keys.join(secret, share), id, info, Keys.KEY_BYTES);
    stream = stream(key, EnvelopeSizes.SEGMENT_BYTES);
  }

  static AesGcmHkdfStreaming stream(byte[] key, int segmentBytes) {
    try {
      return new AesGcmHkdfStreaming(key, "HMACSHA256", Keys.KEY_BYTES, segmentBytes, 0);
    } catch (InvalidAlgorithmParameterException e) {
      throw new IllegalStateException("the parameters are constants", e);
    }
  }

  static EnvelopeCipher toSeal(byte[] head, byte[] receiverKey, byte[] pairingKey) {
    byte[] secret = Keys.fresh(Keys.KEY_BYTES);
    try {
      byte[] wrapped = Hpke.seal(receiverKey, secret, Keys.join(SECRET_LABEL, head));
      return new EnvelopeCipher(Keys.join(head, wrapped), secret, pairingKey);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the receiver's key is none", e);
    }
  }

  static EnvelopeCipher toOpen(byte[] head, byte[] wrapped, HpkeKeyPair receiver, byte[] pairingKey)
      throws DamagedEnvelopeException {
    try {
      byte[] secret = receiver.open(wrapped, Keys.join(SECRET_LABEL, head));
      return new EnvelopeCipher(Keys.join(head, wrapped), secret, pairingKey);
    } catch (GeneralSecurityException e) {
      throw new DamagedEnvelopeException(
          "the envelope's prefix is damaged, or for another receiver", e);
    }
  }

  /** The clear beginning, which is associated data of all that follows. */
  byte[] prefix() {
    return prefix;
  }

  StreamSegmentEncrypter newEncrypter() {
    try {
      return stream.newStreamSegmentEncrypter(prefix);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES/GCM", e);
    }
  }

  StreamSegmentDecrypter newDecrypter(ByteBuffer header) throws GeneralSecurityException {
    StreamSegmentDecrypter decrypter = stream.newStreamSegmentDecrypter();
    decrypter.init(header, prefix);
    return decrypter;
  }
}
