package nz.co.medimage.sender;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.crypto.EnvelopeOpener;
import nz.co.medimage.crypto.envelope.EnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import org.jspecify.annotations.Nullable;

/** Reads the parts of a sealed file that need no key: its prefix and its digest. */
final class SealedFile {
  private static final int BUFFER = 1 << 18;

  private SealedFile() {}

  static EnvelopePrefix prefixOf(Path file) throws IOException, EnvelopeException {
    try (InputStream in = Files.newInputStream(file)) {
      return EnvelopeOpener.readPrefix(in);
    }
  }

  /** The prefix of a file that was just written. */
  static EnvelopePrefix prefixOfSealed(Path file) throws IOException {
    try {
      return prefixOf(file);
    } catch (EnvelopeException e) {
      throw new IOException("what was written is read otherwise", e);
    }
  }

  /**
   * Reads all of it.
   *
   * @param digest of the file as it was sealed; null if it is not known, when any content is right
   */
  static boolean isAsSealed(Path file, @Nullable String digest) throws IOException {
    MessageDigest read = Sha256.newDigest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        read.update(buffer, 0, n);
      }
    }
    return digest == null || digest.equals(EntryName.digits(read.digest()));
  }
}
