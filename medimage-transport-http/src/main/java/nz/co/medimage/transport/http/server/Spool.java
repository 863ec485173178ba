package nz.co.medimage.transport.http.server;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.transport.http.v1.UploadChecksum;

/**
 * Stores bodies until their checksum is verified, before which no byte of them counts: tus 1.0.0,
 * "Checksum". They are on the disk of the uploads, which must have room before the first byte
 * comes, and are deleted with their request, also if the process dies.
 */
final class Spool {
  private static final int CHECKSUM_MISMATCH = 460;

  private final Intake intake;
  private long reserved;

  Spool(Intake intake) {
    this.intake = intake;
  }

  /**
   * Makes room for a body.
   *
   * @param size it has at most
   * @return empty if this server takes no checksums
   * @throws IOException if there is no room
   */
  Optional<Body> open(long size, UploadChecksum checksum) throws IOException {
    Optional<Path> folder;
    synchronized (this) {
      folder = intake.spool(reserved + size);
      reserved += size;
    }
    try {
      if (!folder.isPresent()) {
        release(size);
        return Optional.empty();
      }
      return Optional.of(new Body(create(folder.get()), size, checksum));
    } catch (Throwable e) {
      release(size);
      throw e;
    }
  }

  private static FileChannel create(Path folder) throws IOException {
    return FileChannel.open(
        folder.resolve(UUID.randomUUID() + ".part"),
        Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE));
  }

  private synchronized void release(long size) {
    reserved -= size;
  }

  /** One that waits. */
  final class Body implements Closeable {
    private final FileChannel file;
    private final long size;
    private final UploadChecksum checksum;

    private Body(FileChannel file, long size, UploadChecksum checksum) {
      this.file = file;
      this.size = size;
      this.checksum = checksum;
    }

    void write(byte[] block, int length) throws IOException {
      checksum.update(block, 0, length);
      ByteBuffer bytes = ByteBuffer.wrap(block, 0, length);
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    }

    /**
     * The bytes of the whole body. Not closed by the caller.
     *
     * @throws StatusException if they are others than the checksum says
     */
    InputStream verified() throws IOException {
      if (!checksum.matches()) {
        throw new StatusException(
            CHECKSUM_MISMATCH, "The body is not what its Upload-Checksum says; send it again");
      }
      file.position(0);
      return Channels.newInputStream(file);
    }

    /** Deletes it. */
    @Override
    public void close() throws IOException {
      if (file.isOpen()) {
        release(size);
        file.close();
      }
    }
  }
}
