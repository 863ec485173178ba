package nz.co.medimage.crypto.v1;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;

/** Writes envelopes: {@code spec/envelope-v1.md}. */
public final class EnvelopeWriter {
  private static final int BUFFER_BYTES = 1 << 17;

  private EnvelopeWriter() {}

  /**
   * Writes one envelope; see {@code EnvelopeSealer.seal}.
   *
   * @param receiverKey the receiver's public key
   * @param manifest as JSON
   * @param length of the content
   */
  public static void write(
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
    OutputStream plaintext = encrypting(cipher, sealed);
    plaintext.write(
        ByteBuffer.allocate(EnvelopeSizes.LENGTH_BYTES).putInt(manifest.length).array());
    plaintext.write(manifest);
    copy(content, plaintext, length);
    long end = EnvelopeSizes.LENGTH_BYTES + manifest.length + length;
    pad(plaintext, EnvelopeSizes.plaintext(manifest.length, length) - end);
    // Closed only now: closing marks the last segment as such, and half a photo must not look
    // whole.
    plaintext.close();
  }

  private static OutputStream encrypting(EnvelopeCipher cipher, OutputStream sealed)
      throws IOException {
    try {
      return cipher.stream().newEncryptingStream(new LeftOpen(sealed), cipher.prefix());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES/GCM", e);
    }
  }

  private static void copy(InputStream content, OutputStream plaintext, long length)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long left = length;
    while (left > 0) {
      int n = content.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (n < 0) {
        throw new IOException("the photo became shorter while it was being sealed; send it again");
      }
      plaintext.write(buffer, 0, n);
      left -= n;
    }
    if (content.read() >= 0) {
      throw new IOException("the photo became longer while it was being sealed; send it again");
    }
  }

  private static void pad(OutputStream plaintext, long zeros) throws IOException {
    byte[] buffer = new byte[(int) Math.min(zeros, BUFFER_BYTES)];
    for (long left = zeros; left > 0; left -= buffer.length) {
      plaintext.write(buffer, 0, (int) Math.min(left, buffer.length));
    }
  }

  /** The stream that was handed in stays open, and gets its bytes in whole pieces. */
  private static final class LeftOpen extends FilterOutputStream {
    LeftOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
