package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.file.Folders;

/**
 * Checks for a person whether photos can be filed into a folder, and if not, why. A sink may use
 * the folder at the same time: hidden files are made and deleted, and nothing else is changed.
 * Methods block as long as the disk does. Immutable; safe for use by several threads.
 */
public final class TargetFolder {
  private final Path folder;
  private final KnownFolders known;
  private final RootFiles files;

  /**
   * The result of a look at the patients' folders.
   *
   * @param closed the folders that cannot be read or written, newest first, as paths below the main
   *     folder with {@code /}; they name patients
   * @param looked how many folders were looked at
   * @param left how many older folders, at least, were not looked at
   */
  public record Survey(List<String> closed, int looked, int left) {
    /** Copies the list. */
    public Survey {
      closed = List.copyOf(closed);
    }

    /** Leaves the names out. */
    @Override
    public String toString() {
      return "Survey[" + closed.size() + " of " + looked + "]";
    }
  }

  private record Dated(Path path, FileTime changed) {}

  private TargetFolder(Path folder, Path state) {
    this.folder = folder.toAbsolutePath().normalize();
    known = known(state);
    files = new RootFiles(this.folder, null, false);
  }

  private static KnownFolders known(Path state) {
    return new KnownFolders(state.resolve("folders"));
  }

  /**
   * Makes a check of a folder.
   *
   * @param folder a main folder or a copy folder
   * @param state the state folder of the sink that files there; it may be missing
   */
  public static TargetFolder of(Path folder, Path state) {
    return new TargetFolder(folder, state);
  }

  /**
   * All main and copy folders that a sink has ever used, the latest last.
   *
   * @param state the state folder of the sink; it may be missing
   * @throws IOException if the state cannot be read
   */
  public static List<Path> everUsed(Path state) throws IOException {
    return known(state).all().stream().map(Path::of).toList();
  }

  /** Why no photo can be filed into the folder now, in one sentence; empty if one can. */
  public Optional<String> fault() {
    try {
      known.mustBeThere(folder);
      NameTrial.make(files, folder, UUID.randomUUID().toString());
      return Optional.empty();
    } catch (IOException e) {
      return Optional.ofNullable(Blame.of(folder, e).getMessage());
    }
  }

  /**
   * Looks for patients' folders into which nothing can be filed, for example for lack of
   * permissions: newest first, nested ones last.
   *
   * @param most how many folders to look at, at most
   * @param atMost how long to look, at most
   * @throws IOException if a folder cannot be listed
   */
  public Survey survey(int most, Duration atMost) throws IOException {
    long end = System.nanoTime() + atMost.toNanos();
    Deque<Path> open = new ArrayDeque<>(newestFirst(folder));
    List<String> closed = new ArrayList<>();
    int looked = 0;
    while (!open.isEmpty() && looked < most && System.nanoTime() < end) {
      Path next = open.removeFirst();
      looked++;
      if (isClosed(next)) {
        closed.add(folder.relativize(next).toString().replace('\\', '/'));
      } else if (open.size() + looked < most) {
        open.addAll(newestFirst(next));
      }
    }
    return new Survey(closed, looked, open.size());
  }

  private static List<Path> newestFirst(Path parent) throws IOException {
    List<Dated> folders = new ArrayList<>();
    for (Path entry : Folders.list(parent)) {
      if (!entry.getFileName().toString().startsWith(".")) {
        attributes(entry)
            .filter(BasicFileAttributes::isDirectory)
            .ifPresent(there -> folders.add(new Dated(entry, there.lastModifiedTime())));
      }
    }
    return folders.stream()
        .sorted(Comparator.comparing(Dated::changed).reversed())
        .map(Dated::path)
        .toList();
  }

  /** Empty for what has just gone, or is away. */
  private static Optional<BasicFileAttributes> attributes(Path entry) {
    try {
      return Optional.of(Files.readAttributes(entry, BasicFileAttributes.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isClosed(Path folder) {
    boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    AccessMode[] needed =
        posix
            ? new AccessMode[] {AccessMode.READ, AccessMode.WRITE, AccessMode.EXECUTE}
            : new AccessMode[] {AccessMode.READ, AccessMode.WRITE};
    try {
      folder.getFileSystem().provider().checkAccess(folder, needed);
      return false;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
