package nz.co.medimage.api.spi;

import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A file that a filter made from a photo and that sinks file beside the photo, such as a smaller
 * copy or the text in it. Immutable.
 *
 * @param label distinguishes it from the photo's other companions and becomes part of its file
 *     name, such as {@code small}; 1 to 20 of a-z, 0-9 and {@code -}
 * @param extension the end of its name without the dot, such as {@code jpg}; 1 to 10 of a-z and 0-9
 * @param file the content, in the same folder as {@link StagedPhoto#file()}; the receiver owns it
 *     from now on, and deletes it afterwards
 */
public record CompanionFile(String label, String extension, Path file) {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9-]{1,20}");
  private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]{1,10}");

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if one is malformed
   */
  public CompanionFile {
    if (!LABEL.matcher(Objects.requireNonNull(label, "label")).matches()) {
      throw new IllegalArgumentException("the label of a companion is 1 to 20 of a-z, 0-9 and -");
    }
    if (!EXTENSION.matcher(Objects.requireNonNull(extension, "extension")).matches()) {
      throw new IllegalArgumentException("an extension is 1 to 10 of a-z and 0-9, without the dot");
    }
    Objects.requireNonNull(file, "file");
  }
}
