package nz.co.medimage.filter.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.UUID;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.StagedPhoto;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A private folder for one run, beside the photo: the program's copy of the photo, what it makes,
 * and what it reads and prints. Deleted when it is closed.
 */
final class RunFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunFilter.class);

  private final Path whole;
  private final Path folder;
  private final Path photo;
  private final Path staging;
  private final String prefix;

  private RunFolder(StagedPhoto staged, String filter) throws IOException {
    staging = staged.file().toAbsolutePath().getParent();
    // The same photo may be at another sink's filters at this moment.
    prefix = staged.file().getFileName() + "-" + filter + "-" + UUID.randomUUID();
    whole = staging.resolve(prefix);
    folder = whole.resolve("work");
    photo = folder.resolve("photo." + staged.manifest().extension());
  }

  /** Makes one, with a copy of the photo in it. */
  static RunFolder of(StagedPhoto staged, String filter) throws IOException {
    RunFolder made = new RunFolder(staged, filter);
    try {
      DurableFiles.createPrivateFolder(made.whole);
      DurableFiles.createPrivateFolder(made.folder);
      copy(staged.file(), made.photo);
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

  /**
   * Takes a file out of the folder, as a copy: whatever the program left behind may still hold the
   * file open, or another name of it.
   *
   * @param number another one for each file of this run
   */
  Path takeOut(Path file, int number) throws IOException {
    Path taken = staging.resolve(prefix + "-" + number);
    try {
      copy(file, taken);
      return taken;
    } catch (IOException e) {
      Files.deleteIfExists(taken);
      throw e;
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (InputStream in = Files.newInputStream(from, LinkOption.NOFOLLOW_LINKS);
        OutputStream out = Channels.newOutputStream(DurableFiles.createPrivate(to))) {
      in.transferTo(out);
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
