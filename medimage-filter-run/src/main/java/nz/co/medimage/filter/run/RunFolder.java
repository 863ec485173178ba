package nz.co.medimage.filter.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.StagedPhoto;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A private folder for one run, beside the photo: the program's copy of the photo, what it makes,
 * and what it reads and prints. Deleted when it is closed.
 */
final class RunFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunFilter.class);

  private static final long MIB = 1 << 20;

  private final Path whole;
  private final Path folder;
  private final Path photo;
  private final Path staging;
  private final String prefix;
  private final long maxSize;
  private final long mayHold;
  private long mayTake;

  private RunFolder(StagedPhoto staged, String filter, long maxSize) throws IOException {
    staging = staged.file().toAbsolutePath().getParent();
    // The same photo may be at another sink's filters at this moment.
    prefix = staged.file().getFileName() + "-" + filter + "-" + UUID.randomUUID();
    whole = staging.resolve(prefix);
    folder = whole.resolve("work");
    photo = folder.resolve("photo." + staged.manifest().extension());
    this.maxSize = maxSize;
    mayHold = maxSize + staged.manifest().length();
    mayTake = mayHold;
  }

  /**
   * Makes one, with a copy of the photo in it.
   *
   * @param maxSize how much the program may add, in bytes
   */
  static RunFolder of(StagedPhoto staged, String filter, long maxSize) throws IOException {
    RunFolder made = new RunFolder(staged, filter, maxSize);
    try {
      DurableFiles.createPrivateFolder(made.whole);
      DurableFiles.createPrivateFolder(made.folder);
      copy(staged.file(), made.photo, Long.MAX_VALUE);
      return made;
    } catch (IOException e) {
      made.close();
      throw e;
    }
  }

  /** What the program may write to. */
  Path path() {
    return folder;
  }

  /** The program's own copy of the photo. */
  Path photo() {
    return photo;
  }

  /** A file beside what the program may write to, such as what it prints. */
  Path file(String name) {
    return whole.resolve(name);
  }

  /**
   * A file that the program named.
   *
   * @param named absolute, or relative to the folder
   * @return it, in the folder or below
   * @throws WrongAnswerException if it lies elsewhere, or is no file, or is empty
   */
  Path find(String named) throws IOException, WrongAnswerException {
    Path found;
    try {
      found = folder.resolve(named);
    } catch (InvalidPathException e) {
      throw new WrongAnswerException("it names a file that cannot exist here");
    }
    Path parent = found.getParent();
    if (parent == null || found.getFileName() == null || !Files.isDirectory(parent)) {
      throw new WrongAnswerException("it names a file that is not there");
    }
    Path real = parent.toRealPath().resolve(found.getFileName()).normalize();
    if (!real.startsWith(folder.toRealPath())) {
      throw new WrongAnswerException("it names a file outside of the folder of its run");
    }
    if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
      throw new WrongAnswerException("it names a file that is not there");
    }
    if (Files.size(real) == 0) {
      throw new WrongAnswerException("it names a file that is empty");
    }
    return real;
  }

  /** Whether a file that the program named is its own copy of the photo. */
  boolean isPhoto(String named) {
    try {
      return folder.resolve(named).toRealPath().equals(photo.toRealPath());
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }

  /** Ends a program that would fill the disk. */
  void checkSize() throws IOException, ProgramFailedException {
    Size size = new Size();
    Files.walkFileTree(folder, size);
    if (size.bytes > mayHold) {
      throw tooMuch();
    }
  }

  private ProgramFailedException tooMuch() {
    String size = maxSize % MIB == 0 ? maxSize / MIB + " MiB" : maxSize + " bytes";
    return new ProgramFailedException("wrote over " + size + " for one photo");
  }

  /** Of all files in a folder, while they come and go. */
  private static final class Size extends SimpleFileVisitor<Path> {
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.size();
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }

  /**
   * Takes a file out of the folder, as a copy: whatever the program left behind may still hold the
   * file open, or another name of it.
   *
   * @param number another one for each file of this run
   * @throws ProgramFailedException if all that was taken is more than the program may write, as one
   *     that still writes to the file would have it
   */
  Path takeOut(Path file, int number) throws IOException, ProgramFailedException {
    Path taken = staging.resolve(prefix + "-" + number);
    boolean done = false;
    try {
      mayTake -= copy(file, taken, mayTake + 1);
      if (mayTake < 0) {
        throw tooMuch();
      }
      done = true;
      return taken;
    } finally {
      if (!done) {
        Files.deleteIfExists(taken);
      }
    }
  }

  /** Copies a file, or its beginning, and says how much that was. */
  private static long copy(Path from, Path to, long most) throws IOException {
    try (InputStream in = Files.newInputStream(from, LinkOption.NOFOLLOW_LINKS);
        OutputStream out = Channels.newOutputStream(DurableFiles.createPrivate(to))) {
      byte[] block = new byte[1 << 16];
      long copied = 0;
      while (copied < most) {
        int n = in.read(block, 0, (int) Math.min(block.length, most - copied));
        if (n < 0) {
          break;
        }
        out.write(block, 0, n);
        copied += n;
      }
      return copied;
    }
  }

  /** What cannot be deleted now goes with all that was staged of the photo. */
  @Override
  public void close() {
    try {
      DurableFiles.deleteTree(whole);
    } catch (IOException e) {
      LOG.debug("the folder of a run could not be deleted", e);
    }
  }
}
