package nz.co.medimage.sender;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.file.DurableFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes, one empty file each, which of the photos that wait have completely left this device at
 * least once, so that they may be filed. Not forced to disk: a power cut may lose the latest.
 */
final class SentNotes {
  private static final Logger LOG = LoggerFactory.getLogger(SentNotes.class);

  private final FilesById files;

  SentNotes(Path folder) {
    this.files = new FilesById(folder);
  }

  void add(EnvelopeId id) {
    try {
      DurableFiles.createPrivate(files.file(id)).close();
    } catch (FileAlreadyExistsException e) {
      LOG.trace("{} was sent before", id);
    } catch (IOException e) {
      LOG.warn("That {} was sent cannot be noted down: {}", id, e.toString());
    }
  }

  /** Also true if that cannot be determined. */
  boolean contains(EnvelopeId id) {
    return !Files.notExists(files.file(id));
  }

  void remove(EnvelopeId id) {
    files.remove(id);
  }

  /** Removes the notes of photos that no longer wait. */
  void keepOnly(Set<EnvelopeId> waiting) throws IOException {
    files.keepOnly(waiting);
  }
}
