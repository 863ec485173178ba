package nz.co.medimage.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.FolderLock;
import nz.co.medimage.api.file.Folders;

/**
 * The folder that holds all state of one sender, receiver or relay. Two homes are two devices.
 *
 * <p>The file {@code medimage-home} in it names its kind and format, so that a home of a later
 * version, or of another kind, is refused before anything in it is changed. Safe for use by several
 * threads.
 */
public final class Home {

  /** The kinds of home. */
  public enum Kind {
    /** A sending device's. */
    SENDER,
    /** A receiver's. */
    RECEIVER,
    /** A relay's. */
    RELAY
  }

  /** The format that this version writes, and the latest one that it reads. */
  public static final int FORMAT = 1;

  private static final String MARKER = "medimage-home";
  private static final String ADD_ONS = "addons";
  private static final String RECEIVER_FILE = "receiver.json";
  private static final Pattern MARK =
      Pattern.compile("medimage (SENDER|RECEIVER|RELAY) ([0-9]{1,9})\n?");

  private final Path folder;

  private Home(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens a home; makes one, readable by its owner only, if the folder is missing or empty. The
   * folder of a new receiver may hold {@code addons}, or a {@code receiver.json} and any other
   * files.
   *
   * @throws IOException with one sentence for the user if it is of another kind or a later format,
   *     if its marker is damaged, if the folder holds other things, or if the disk fails
   */
  public static Home open(Path folder, Kind kind) throws IOException {
    Path marker = folder.resolve(MARKER);
    if (!Files.isDirectory(folder) || Files.notExists(marker)) {
      create(folder, marker, kind);
    }
    Kind found = kindOf(folder).orElseThrow(() -> new IOException(folder + " is no longer a home"));
    if (found != kind) {
      throw new IOException(
          folder + " is the home of a " + lower(found) + ", not of a " + lower(kind));
    }
    return new Home(folder.toAbsolutePath());
  }

  /**
   * The kind of a home, without making one.
   *
   * @return the kind; empty if the folder is missing or is not a home
   * @throws IOException with one sentence for the user if the home is of a later format, if its
   *     marker is damaged, or if the disk fails
   */
  public static Optional<Kind> kindOf(Path folder) throws IOException {
    Path marker = folder.resolve(MARKER);
    if (!Files.isDirectory(folder) || Files.notExists(marker)) {
      return Optional.empty();
    }
    Matcher mark =
        MARK.matcher(new String(Files.readAllBytes(marker), StandardCharsets.ISO_8859_1));
    if (!mark.matches()) {
      throw new IOException(
          marker + " is damaged; restore it from a backup, nothing else was touched");
    }
    if (Integer.parseInt(mark.group(2)) > FORMAT) {
      throw new IOException(
          folder + " was written by a later version of MedImage; use that version or a newer one");
    }
    return Optional.of(Kind.valueOf(mark.group(1)));
  }

  /**
   * Whether a process has a home: this one or another. Asks without taking it, so that nobody who
   * starts at this moment is turned away. False if the folder is missing or is no home.
   *
   * @throws IOException if this user may not ask, or the disk fails
   */
  public static boolean isRunning(Path folder) throws IOException {
    return Files.isDirectory(folder) && FolderLock.isTaken(folder);
  }

  private static void create(Path folder, Path marker, Kind kind) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IOException(folder + " is not a folder");
    }
    DurableFiles.createPrivateFolders(folder);
    DurableFiles.removeDebrisOf(marker);
    boolean isReceiver = kind == Kind.RECEIVER;
    if (!(isReceiver && Files.exists(folder.resolve(RECEIVER_FILE)))
        && !Folders.list(folder).stream().allMatch(entry -> mayBeThere(entry, isReceiver))) {
      throw new IOException(
          folder
              + " holds other files"
              + (isReceiver ? " and no " + RECEIVER_FILE : "")
              + "; choose an empty folder for a home");
    }
    byte[] mark = ("medimage " + kind + " " + FORMAT + "\n").getBytes(StandardCharsets.US_ASCII);
    DurableFiles.write(marker, mark);
  }

  /** What people put there before the first run does no harm. */
  private static boolean mayBeThere(Path entry, boolean isReceiver) {
    return isOfMarker(entry) || (isReceiver && entry.endsWith(ADD_ONS));
  }

  /** Whether it is the marker, or one that another process is writing just now. */
  private static boolean isOfMarker(Path entry) {
    String name = entry.getFileName().toString();
    return name.startsWith(MARKER) || name.startsWith("." + MARKER);
  }

  private static String lower(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** The folder, as an absolute path. */
  public Path folder() {
    return folder;
  }

  /**
   * A folder in the home; made if it is missing.
   *
   * @param name a single name, not a path
   */
  public Path folder(String name) throws IOException {
    return DurableFiles.createPrivateFolders(folder.resolve(name));
  }

  /**
   * Takes the home for this caller alone, until {@link Lock#close()} or the end of the process.
   *
   * @throws IOException with one sentence for the user if another process or this one has it
   */
  public Lock lock() throws IOException {
    return new Lock(FolderLock.take(folder, "use another home"));
  }

  /** The right to run a home. */
  public static final class Lock implements AutoCloseable {
    private final FolderLock lock;

    private Lock(FolderLock lock) {
      this.lock = lock;
    }

    /** Releases the home. */
    @Override
    public void close() throws IOException {
      lock.close();
    }
  }
}
