package nz.co.medimage.sender;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lists what lies in a folder. */
final class Folders {
  private Folders() {}

  /** The files of a folder whose names end so; a folder that is missing has none. */
  static List<Path> list(Path folder, String suffix) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + suffix)) {
      return all(entries);
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** What the disk does not give in the middle of a listing comes unchecked, unlike all else. */
  static List<Path> all(Iterable<Path> entries) throws IOException {
    List<Path> files = new ArrayList<>();
    try {
      entries.forEach(files::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return files;
  }
}
