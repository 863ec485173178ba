package nz.co.medimage.api.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Where a file is to be placed below a root: its folders and the names that it may get. */
final class PlacementPath {
  private static final int MOST_NAMES = 10_000;

  private final Path root;
  private final List<String> folders;
  private final String name;

  private PlacementPath(Path root, List<String> folders, String name) {
    this.root = root;
    this.folders = folders;
    this.name = name;
  }

  static PlacementPath of(Path root, String path) {
    List<String> names = Arrays.asList(path.split("/", -1));
    for (String name : names) {
      Path single = root.getFileSystem().getPath(name);
      if (name.isEmpty()
          || name.equals(".")
          || name.equals("..")
          || single.isAbsolute()
          || single.getNameCount() != 1) {
        throw new IllegalArgumentException(
            "a file is placed under single names parted by /, none of which is empty, . or ..");
      }
    }
    int last = names.size() - 1;
    return new PlacementPath(root, names.subList(0, last), names.get(last));
  }

  /** The file itself. */
  static Path file(Path root, String path) {
    Path file = root;
    for (String name : path.split("/", -1)) {
      file = file.resolve(name);
    }
    return file;
  }

  /** {@code arm.jpg}, {@code arm-2.jpg} and so on. */
  String name(int attempt) throws IOException {
    if (attempt > MOST_NAMES) {
      throw new IOException("too many files have one name");
    }
    int dot = name.lastIndexOf('.');
    int end = dot > 0 ? dot : name.length();
    return attempt == 1 ? name : name.substring(0, end) + "-" + attempt + name.substring(end);
  }

  String inFolder(String given) {
    StringBuilder path = new StringBuilder();
    folders.forEach(folder -> path.append(folder).append('/'));
    return path.append(given).toString();
  }

  /** Makes the folders, durably, and makes sure that they lie below the root. */
  Path makeFolder() throws IOException {
    Path real = root.toRealPath();
    Path folder = root;
    for (String child : folders) {
      Path above = folder;
      folder = folder.resolve(child);
      try {
        DurableFiles.createPrivateFolder(folder);
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(folder)) {
          throw new NotDirectoryException(folder.toString());
        }
      }
      // Also if it was there: its maker may have crashed before it came to this.
      DurableFiles.forceFolder(above);
      if (!folder.toRealPath().startsWith(real)) {
        throw new FileSystemException(folder.toString(), null, "it is a link that leads elsewhere");
      }
    }
    return folder;
  }
}
