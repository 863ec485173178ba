package nz.co.medimage.crypto.v1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;

/** Writes envelopes: {@code spec/envelope-v1.md}. */
public final class EnvelopeWriter {
  private EnvelopeWriter() {}

  /**
   * Writes one envelope; see {@code EnvelopeSealer.seal}.
   *
   * @param receiverKey the receiver's public key
   * @param manifest as JSON
   * @param length of the content
   * @return the clear beginning of what was written
   */
  public static byte[] write(
      EnvelopeId id,
      PairingId pairing,
      byte[] receiverKey,
      byte[] pairingKey,
      byte[] manifest,
      long length,
      InputStream content,
      OutputStream sealed)
      throws IOException {
    EnvelopeCipher cipher =
        EnvelopeCipher.toSeal(Prefix.head(id, pairing), receiverKey, pairingKey);
    sealed.write(cipher.prefix());
    SegmentOutput plaintext = new SegmentOutput(cipher, sealed);
    plaintext.write(
        ByteBuffer.allocate(EnvelopeSizes.LENGTH_BYTES).putInt(manifest.length).array());
    plaintext.write(manifest);
    copy(content, plaintext, length);
    long end = EnvelopeSizes.LENGTH_BYTES + manifest.length + length;
    plaintext.write(new Zeros(), EnvelopeSizes.plaintext(manifest.length, length) - end);
    plaintext.finish();
    return cipher.prefix();
  }

  private static void copy(InputStream content, SegmentOutput plaintext, long length)
      throws IOException {
    if (plaintext.write(content, length) < length) {
      throw new IOException("the photo became shorter while it was being sealed; send it again");
    }
    if (content.read() >= 0) {
      throw new IOException("the photo became longer while it was being sealed; send it again");
    }
  }

  /** The padding. */
  private static final class Zeros extends InputStream {
    @Override
    public int read() {
      return 0;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      Arrays.fill(buffer, offset, offset + length, (byte) 0);
      return length;
    }
  }
}
