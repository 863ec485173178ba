package nz.co.medimage.sender;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.file.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * What the first reading of a photo found: its length and its SHA-256, which an envelope begins
 * with. Of most photos the content too, so that it need not be read and compared again.
 */
final class FirstReading {
  /** Most photos of phones are smaller. */
  private static final int KEPT = 4 << 20;

  private final long length;
  private final byte[] sha256;
  private final byte @Nullable [] kept;

  private FirstReading(long length, byte[] sha256, byte @Nullable [] kept) {
    this.length = length;
    this.sha256 = sha256;
    this.kept = kept;
  }

  /**
   * Reads all of a photo.
   *
   * @throws IOException with one sentence if that fails, or if there is nothing
   */
  static FirstReading of(Photo.Content content) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    byte[] buffer = new byte[KEPT];
    long length = 0;
    int held;
    try (InputStream in = content.open()) {
      for (held = fill(buffer, in); held == KEPT; held = fill(buffer, in)) {
        digest.update(buffer);
        length += held;
      }
    } catch (IOException e) {
      throw UnreadablePhotoException.of(e);
    }
    digest.update(buffer, 0, held);
    length += held;
    if (length == 0) {
      throw new IOException("The photo is empty; there is nothing to send.");
    }
    return new FirstReading(length, digest.digest(), length == held ? buffer : null);
  }

  private static int fill(byte[] buffer, InputStream in) throws IOException {
    int held = 0;
    while (held < buffer.length) {
      int n = in.read(buffer, held, buffer.length - held);
      if (n < 0) {
        break;
      }
      held += n;
    }
    return held;
  }

  /** All of the content, unless it was too much. */
  Optional<InputStream> content() {
    return kept == null
        ? Optional.empty()
        : Optional.of(new ByteArrayInputStream(kept, 0, (int) length));
  }

  long length() {
    return length;
  }

  byte[] sha256() {
    return sha256.clone();
  }
}
