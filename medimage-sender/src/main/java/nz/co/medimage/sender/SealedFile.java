package nz.co.medimage.sender;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.crypto.EnvelopeOpener;
import nz.co.medimage.crypto.envelope.EnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parts of a sealed file that need no key: its prefix and its digest. The digest is a
 * CRC-32, which costs almost nothing: it has to notice a disk that changes bytes, not an attacker,
 * whose bytes no receiver opens. Earlier versions wrote the first half of a SHA-256.
 */
final class SealedFile {
  /** The digits of a digest, as a group of a regular expression. */
  static final String DIGEST = "([0-9a-f]{8}|[0-9a-f]{32})";

  private static final int CRC_DIGITS = 8;
  private static final int BUFFER = 1 << 16;

  private SealedFile() {}

  static EnvelopePrefix prefixOf(Path file) throws IOException, EnvelopeException {
    try (InputStream in = Files.newInputStream(file)) {
      return EnvelopeOpener.readPrefix(in);
    }
  }

  /** The digest of a file, from the CRC-32 of all its bytes. */
  static String digest(CRC32 checksum) {
    return String.format(Locale.ROOT, "%08x", checksum.getValue());
  }

  /**
   * Reads all of it.
   *
   * @param digest of the file as it was sealed; null if it is not known, when any content is right
   */
  static boolean isAsSealed(Path file, @Nullable String digest) throws IOException {
    boolean isSha256 = digest != null && digest.length() > CRC_DIGITS;
    String read = isSha256 ? EntryName.digits(Sha256.of(file)) : crc32(file);
    return digest == null || digest.equals(read);
  }

  private static String crc32(Path file) throws IOException {
    CRC32 checksum = new CRC32();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        checksum.update(buffer, 0, n);
      }
    }
    return digest(checksum);
  }
}
