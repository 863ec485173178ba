package nz.co.medimage.sender;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.file.Folders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder with at most one file for each photo, named by the id of its envelope. */
final class FilesById {
  private static final Logger LOG = LoggerFactory.getLogger(FilesById.class);

  private final Path folder;

  FilesById(Path folder) {
    this.folder = folder;
  }

  Path file(EnvelopeId id) {
    return folder.resolve(id.toString());
  }

  /** Removes the file of a photo, if there is one; {@link #keepOnly} does if that fails now. */
  void remove(EnvelopeId id) {
    try {
      Files.deleteIfExists(file(id));
    } catch (IOException e) {
      LOG.debug("{} cannot be deleted yet: {}", file(id), e.toString());
    }
  }

  /** Removes everything but the files of some photos. */
  void keepOnly(Set<EnvelopeId> photos) throws IOException {
    Set<Path> kept = photos.stream().map(this::file).collect(Collectors.toSet());
    for (Path file : Folders.list(folder)) {
      if (!kept.contains(file)) {
        Files.deleteIfExists(file);
      }
    }
  }
}
