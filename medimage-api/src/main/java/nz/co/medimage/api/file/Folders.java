package nz.co.medimage.api.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lists what lies in a folder. */
public final class Folders {
  private Folders() {}

  /**
   * The files and folders in a folder, in no particular order; none if the folder is missing.
   *
   * @throws IOException if the folder cannot be read, also if the disk fails in the middle of the
   *     listing, which the JDK throws unchecked
   */
  public static List<Path> list(Path folder) throws IOException {
    return list(folder, "");
  }

  /**
   * The files and folders in a folder whose names end with {@code suffix}, in no particular order;
   * none if the folder is missing.
   *
   * @throws IOException as {@link #list(Path)} does
   */
  public static List<Path> list(Path folder, String suffix) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      return list(entries, suffix);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  static List<Path> list(Iterable<Path> entries, String suffix) throws IOException {
    List<Path> found = new ArrayList<>();
    try {
      for (Path entry : entries) {
        if (entry.getFileName().toString().endsWith(suffix)) {
          found.add(entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }
}
