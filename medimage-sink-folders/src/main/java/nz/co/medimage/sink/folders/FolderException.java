package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if a folder cannot take a photo now. The message is one sentence that says why and what to
 * do; it names no patient, so it may be logged.
 */
public final class FolderException extends IOException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String patientFolder;

  FolderException(String sentence) {
    this(sentence, Optional.empty());
  }

  FolderException(String sentence, Optional<String> patientFolder) {
    super(sentence);
    this.patientFolder = patientFolder.orElse(null);
  }

  /**
   * The one patient folder that causes this, as a path below the main folder with {@code /}; empty
   * if the main folder or its disk causes it. It names a patient: do not log it.
   */
  public Optional<String> patientFolder() {
    return Optional.ofNullable(patientFolder);
  }
}
