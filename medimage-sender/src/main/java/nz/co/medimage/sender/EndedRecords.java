package nz.co.medimage.sender;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.sender.SendStatus.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How photos ended, one small file each. That a file is there is what counts: the envelope of that
 * id is never sent again.
 */
final class EndedRecords {
  private static final Logger LOG = LoggerFactory.getLogger(EndedRecords.class);
  private static final String SUFFIX = ".json";

  private final Path folder;

  EndedRecords(Path folder) {
    this.folder = folder;
  }

  private Path file(EnvelopeId id) {
    return folder.resolve(id + SUFFIX);
  }

  boolean has(EnvelopeId id) {
    return Files.exists(file(id));
  }

  /**
   * Notes down an end, in one step: no crash of this process leaves half of it.
   *
   * <p>Only a withdrawal is forced to disk as well. A power cut that loses any other end costs a
   * line of history, or has the photo offered once more, which the receiver answers with the same
   * receipt; a withdrawn photo would be sent after all.
   */
  void write(EndedRecord ended) throws IOException {
    Path file = file(ended.id());
    if (ended.outcome() == State.CANCELLED) {
      DurableFiles.write(file, ended.toJson());
    } else {
      writeUnforced(file, ended.toJson());
    }
  }

  private static void writeUnforced(Path file, byte[] content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(temporary);
    try (FileChannel channel = DurableFiles.createPrivate(temporary)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** All that can be read, oldest first; a power cut may have emptied some. */
  List<EndedRecord> readAll() throws IOException {
    List<EndedRecord> all = new ArrayList<>();
    for (Path file : Folders.list(folder, SUFFIX)) {
      try {
        EndedRecord ended = EndedRecord.ofJson(Files.readAllBytes(file));
        if (file(ended.id()).getFileName().equals(file.getFileName())) {
          all.add(ended);
        }
      } catch (NoSuchFileException e) {
        // pruned meanwhile
      } catch (IOException e) {
        LOG.debug("{} is damaged and passed over: {}", file, e.getMessage());
      }
    }
    all.sort((a, b) -> a.id().compareTo(b.id()));
    return all;
  }

  /**
   * Deletes those that were written before {@code limit}.
   *
   * @param needed tells by its name, without the ending, whether one must stay
   */
  void prune(Instant limit, Predicate<String> needed) throws IOException {
    for (Path file : Folders.list(folder, SUFFIX)) {
      String fileName = file.getFileName().toString();
      String name = fileName.substring(0, fileName.length() - SUFFIX.length());
      if (!needed.test(name) && Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
        Files.deleteIfExists(file);
      }
    }
  }
}
