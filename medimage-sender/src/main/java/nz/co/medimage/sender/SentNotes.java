package nz.co.medimage.sender;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which photos that wait have left this device whole at least once, one empty file each: they may
 * be filed. Not forced to disk: a power cut may lose the latest.
 */
final class SentNotes {
  private static final Logger LOG = LoggerFactory.getLogger(SentNotes.class);

  private final Path folder;

  SentNotes(Path folder) {
    this.folder = folder;
  }

  private Path file(EnvelopeId id) {
    return folder.resolve(id.toString());
  }

  void add(EnvelopeId id) {
    try {
      DurableFiles.createPrivate(file(id)).close();
    } catch (FileAlreadyExistsException e) {
      LOG.trace("{} was sent before", id);
    } catch (IOException e) {
      LOG.warn("That {} was sent cannot be noted down: {}", id, e.toString());
    }
  }

  /** Also true if that cannot be told. */
  boolean contains(EnvelopeId id) {
    return !Files.notExists(file(id));
  }

  void remove(EnvelopeId id) {
    try {
      Files.deleteIfExists(file(id));
    } catch (IOException e) {
      LOG.debug("The note that {} was sent cannot be deleted yet: {}", id, e.toString());
    }
  }

  /** Removes what is left of photos that do not wait any more. */
  void keepOnly(Set<EnvelopeId> waiting) throws IOException {
    Set<Path> kept = waiting.stream().map(this::file).collect(Collectors.toSet());
    for (Path file : Folders.list(folder)) {
      if (!kept.contains(file)) {
        Files.deleteIfExists(file);
      }
    }
  }
}
