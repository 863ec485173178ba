package nz.co.medimage.sender;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.zip.CRC32;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.file.Sha256;

/**
 * The result of the first reading of a photo: its length, and its SHA-256 for the manifest. The
 * CRC-32 is for the second reading, and costs almost nothing: it notices a photo that changes in
 * between. A change that it misses is noticed by the receiver, which checks the SHA-256.
 */
final class ContentDigest {
  private static final int BUFFER = 1 << 16;

  private final long length;
  private final byte[] sha256;
  private final long crc32;

  private ContentDigest(long length, byte[] sha256, long crc32) {
    this.length = length;
    this.sha256 = sha256;
    this.crc32 = crc32;
  }

  /**
   * Reads all of a photo.
   *
   * @throws IOException with one sentence if that fails, or if the photo is empty
   */
  static ContentDigest of(Photo.Content content) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    CRC32 checksum = new CRC32();
    long length = 0;
    try (InputStream in = content.open()) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        checksum.update(buffer, 0, n);
        length += n;
      }
    } catch (IOException e) {
      throw UnreadablePhotoException.of(e);
    } catch (RuntimeException e) {
      throw UnreadablePhotoException.of(e);
    }
    if (length == 0) {
      throw new IOException("The photo is empty; there is nothing to send.");
    }
    return new ContentDigest(length, digest.digest(), checksum.getValue());
  }

  long length() {
    return length;
  }

  byte[] sha256() {
    return sha256.clone();
  }

  /** Whether another reading gave the same bytes. */
  boolean isSame(long otherLength, CRC32 other) {
    return length == otherLength && crc32 == other.getValue();
  }
}
