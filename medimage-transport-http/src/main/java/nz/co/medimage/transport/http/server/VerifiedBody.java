package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import nz.co.medimage.transport.http.v1.UploadChecksum;

/**
 * A body of which the checksum was found right before a byte of it counts: tus 1.0.0 "Checksum"
 * wants that none of a wrong one is kept. It waits on disk meanwhile, so that it may be of any
 * size.
 */
final class VerifiedBody {
  private static final int CHECKSUM_MISMATCH = 460;

  private VerifiedBody() {}

  /**
   * Reads {@code body} to its end.
   *
   * @return the same bytes; its close deletes them
   * @throws StatusException if they are others than {@code checksum} says
   */
  static InputStream of(InputStream body, UploadChecksum checksum) throws IOException {
    Path spool = Files.createTempFile("medimage-", ".part");
    try {
      spool(body, checksum, spool);
      return Files.newInputStream(spool, StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(spool);
      throw e;
    }
  }

  private static void spool(InputStream body, UploadChecksum checksum, Path spool)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(spool)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        checksum.update(buffer, 0, n);
        out.write(buffer, 0, n);
      }
    }
    if (!checksum.matches()) {
      throw new StatusException(
          CHECKSUM_MISMATCH, "The body is not what its Upload-Checksum says; send it again");
    }
  }
}
