package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A folder cannot take a photo now. The message is one sentence that says why and what to do; it
 * names no patient, so it may be logged.
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
   * The path below the main folder, separated by {@code /}, of the one folder that is to blame;
   * empty if it is the main folder or its disk. It names a patient.
   */
  public Optional<String> patientFolder() {
    return Optional.ofNullable(patientFolder);
  }
}
