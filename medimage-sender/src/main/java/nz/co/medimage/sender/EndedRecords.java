package nz.co.medimage.sender;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.file.DurableFiles;
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

  void write(EndedRecord ended) throws IOException {
    DurableFiles.write(file(ended.id()), ended.toJson());
  }

  /** All that can be read, oldest first. */
  List<EndedRecord> readAll() throws IOException {
    List<EndedRecord> all = new ArrayList<>();
    for (Path file : files()) {
      try {
        EndedRecord ended = EndedRecord.ofJson(Files.readAllBytes(file));
        if (file(ended.id()).getFileName().equals(file.getFileName())) {
          all.add(ended);
        }
      } catch (NoSuchFileException e) {
        // pruned meanwhile
      } catch (IOException e) {
        LOG.warn("{} is damaged and passed over: {}", file, e.getMessage());
      }
    }
    all.sort((a, b) -> a.id().compareTo(b.id()));
    return all;
  }

  /** Deletes those that were written before {@code limit}. */
  void prune(Instant limit) throws IOException {
    for (Path file : files()) {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      entries.forEach(files::add);
    }
    return files;
  }
}
