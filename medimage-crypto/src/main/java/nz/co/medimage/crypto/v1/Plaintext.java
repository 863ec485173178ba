package nz.co.medimage.crypto.v1;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import nz.co.medimage.crypto.DamagedEnvelopeException;
import org.jspecify.annotations.Nullable;

/** What comes out of an envelope's cipher; tells a broken source from broken bytes. */
final class Plaintext {
  private final Source source;
  private final InputStream decrypted;

  Plaintext(EnvelopeCipher cipher, InputStream sealed) throws IOException {
    source = new Source(sealed);
    decrypted = cipher.decrypting(source);
  }

  /**
   * Reads until {@code buffer} holds {@code length} bytes or the authenticated end is reached.
   *
   * @return how many there were
   */
  int read(byte[] buffer, int length) throws IOException, DamagedEnvelopeException {
    int filled = 0;
    try {
      while (filled < length) {
        int n = decrypted.read(buffer, filled, length - filled);
        if (n < 0) {
          break;
        }
        filled += n;
      }
      return filled;
    } catch (IOException e) {
      if (source.failure != null) {
        throw source.failure;
      }
      throw new DamagedEnvelopeException("the envelope is cut off, changed or forged", e);
    }
  }

  private static final class Source extends FilterInputStream {
    private @Nullable IOException failure;

    Source(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        return in.read(buffer, offset, length);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }
}
