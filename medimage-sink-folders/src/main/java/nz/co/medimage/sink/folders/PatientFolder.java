package nz.co.medimage.sink.folders;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PortableName;
import nz.co.medimage.api.file.Sha256;

/**
 * Names folders after the practice's own ids of patients. No two ids have folders that a disk takes
 * for the same one.
 */
final class PatientFolder {
  /** What has no such id lies below this: a tag that was typed may look like another's id. */
  static final String UNCHECKED = "unchecked";

  private static final int DIGITS = 8;

  private PatientFolder() {}

  /**
   * The folder of an id: {@code 4711}, but {@code Ab1=41a022c9}, which {@code AB1} and {@code ab1}
   * do not have.
   *
   * @return empty if the id is no safe name: made one, it could be another patient's
   */
  static Optional<String> of(String id) {
    boolean isSafe =
        !id.isEmpty()
            && PortableName.of(id, PatientTag.MAX_NAME_BYTES).equals(id)
            && !id.equalsIgnoreCase(UNCHECKED);
    if (!isSafe) {
      return Optional.empty();
    }
    return Optional.of(id.chars().allMatch(PatientFolder::isAlone) ? id : id + "=" + digest(id));
  }

  /**
   * Whether no disk takes another character for this one, as Windows takes {@code a} for {@code A},
   * and macOS more. Windows opens a folder by its short name, {@code ABCDEF~1}, too.
   */
  private static boolean isAlone(int c) {
    return c < 0x80 && !(c >= 'a' && c <= 'z') && c != '~' && c != '=';
  }

  private static String digest(String id) {
    return Sha256.hex(Sha256.of(id.getBytes(StandardCharsets.UTF_8))).substring(0, DIGITS);
  }
}
