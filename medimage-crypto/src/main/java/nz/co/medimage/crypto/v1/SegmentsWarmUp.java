package nz.co.medimage.crypto.v1;

import com.google.crypto.tink.StreamingAead;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;

/** Calls the cipher of envelopes until the JVM has compiled it. */
public final class SegmentsWarmUp {
  private static final int STREAMS = 4;

  /** Many and short: what counts is how often the cipher is called, once or twice for each. */
  private static final int SEGMENTS = 1000;

  private static final int SEGMENT_BYTES = 2048;

  private SegmentsWarmUp() {}

  /** Runs for some tenths of a second. */
  public static void run() {
    byte[] content = new byte[SEGMENTS * SEGMENT_BYTES];
    byte[] nothing = new byte[0];
    StreamingAead stream = EnvelopeCipher.stream(new byte[Keys.KEY_BYTES], SEGMENT_BYTES);
    try {
      for (int i = 0; i < STREAMS; i++) {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream(2 * content.length);
        try (OutputStream out = stream.newEncryptingStream(sealed, nothing)) {
          out.write(content);
        }
        byte[] envelope = sealed.toByteArray();
        try (InputStream in =
            stream.newDecryptingStream(new ByteArrayInputStream(envelope), nothing)) {
          int n = in.read(content);
          while (n >= 0) {
            n = in.read(content);
          }
        }
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java has AES/GCM", e);
    }
  }
}
