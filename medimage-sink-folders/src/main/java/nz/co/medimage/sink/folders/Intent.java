package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name that a photo has or will have below a root, as one small file keeps it.
 *
 * @param stage how far it is
 * @param sha256 of the photo, in hexadecimal
 * @param relative the path with {@code /}
 */
record Intent(Stage stage, String sha256, String relative) {

  /** How far a photo is on its way into a root. */
  enum Stage {
    /** The root must still get it, under this name if that is free. */
    OWED,
    /** The name was free and is claimed: a file of that name may be this photo. */
    CLAIMED
  }

  private static final Pattern TEXT = Pattern.compile("1 (OWED|CLAIMED) ([0-9a-f]{64}) ([^\n]+)\n");

  byte[] toBytes() {
    return ("1 " + stage + " " + sha256 + " " + relative + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static Intent read(Path file) throws IOException {
    Matcher text = TEXT.matcher(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    if (!text.matches()) {
      throw new IOException(
          file + " is damaged; restore it from a backup, or delete it to file its photo anew");
    }
    return new Intent(Stage.valueOf(text.group(1)), text.group(2), text.group(3));
  }

  /** Leaves all out: the path holds a patient id. */
  @Override
  public String toString() {
    return "Intent";
  }
}
