package nz.co.medimage.sender;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.file.DurableFiles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sealed references of photos that wait, one file each. A file comes before its photo and goes
 * after it: what a crash leaves in between belongs to no photo, and is removed at the next start.
 */
final class References {
  private static final Logger LOG = LoggerFactory.getLogger(References.class);

  private final FilesById files;

  References(Path folder) {
    this.files = new FilesById(folder);
  }

  /** Stores one, durably. */
  void write(EnvelopeId id, byte[] sealed) throws IOException {
    DurableFiles.write(files.file(id), sealed);
  }

  /** The one of a photo; nothing if it has none, or if it cannot be read now. */
  byte @Nullable [] read(EnvelopeId id) {
    try {
      return Files.readAllBytes(files.file(id));
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      LOG.warn("The reference of {} cannot be read now: {}", id, e.toString());
      return null;
    }
  }

  void remove(EnvelopeId id) {
    files.remove(id);
  }

  /** Removes what is left of photos that do not wait. */
  void keepOnly(Set<EnvelopeId> waiting) throws IOException {
    files.keepOnly(waiting);
  }
}
