package nz.co.medimage.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/** Files that hold a secret, such as a password. */
public final class SecretFiles {
  private SecretFiles() {}

  /**
   * What to tell a person of a file that every user of the computer can read.
   *
   * @return a sentence without a full stop; empty if others cannot read it, if nobody can see
   *     whether they can, or if it is missing
   */
  public static Optional<String> warning(Path file) {
    try {
      return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)
          ? Optional.of(
              "every user of this computer can read "
                  + file
                  + ", which holds a secret; let its owner alone read it: chmod 600")
          : Optional.empty();
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty(); // this file system knows no such rights
    }
  }
}
