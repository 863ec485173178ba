package nz.co.medimage.sink.hl7;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.OffsetDateTime;
import nz.co.medimage.api.file.DurableFiles;

/**
 * The folder from which the practice system takes files, at any moment and for good. So a file gets
 * its name there by one rename, which a link beside it, as {@link DurableFiles#moveIfFree} makes
 * it, is not: a file that is still aside was never in the folder, and one that is not was.
 *
 * @param aside where files are until they are whole, on the same disk
 */
record DropFolder(Path folder, Path aside, String extension) {
  private static final String MARK = ".medimage-hl7";
  private static final int BUFFER = 1 << 16;

  /**
   * Writes a whole message aside, durably; replaces what an earlier attempt left there.
   *
   * @throws IOException with one sentence for the user if a folder is missing or cannot be written
   */
  void prepare(PhotoMessage message, OffsetDateTime at) throws IOException {
    check(folder);
    check(aside);
    try {
      writeAside(message, at);
    } catch (FileSystemException e) {
      throw String.valueOf(e.getFile()).startsWith(aside.toString()) ? failed(aside, e) : e;
    }
  }

  private void writeAside(PhotoMessage message, OffsetDateTime at) throws IOException {
    mark();
    Path file = prepared(message);
    Files.deleteIfExists(file);
    try {
      write(message, at, file);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    DurableFiles.forceName(file);
  }

  /** Readable by whom the folder lets: the practice system may run as another user. */
  private static void write(PhotoMessage message, OffsetDateTime at, Path file) throws IOException {
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
      message.writeTo(out, at);
      out.flush();
      channel.force(true);
    }
  }

  /** The same folder, with another one aside. */
  DropFolder withAside(Path other) {
    return new DropFolder(folder, other, extension);
  }

  /** Deletes a prepared file, if there is one. */
  void discard(PhotoMessage message) throws IOException {
    Files.deleteIfExists(prepared(message));
  }

  private Path prepared(PhotoMessage message) {
    return aside.resolve("." + message.controlId() + ".part");
  }

  /** A name that is free: nobody else makes such names, unless on purpose. */
  String freeName(PhotoMessage message) throws IOException {
    String name = message.controlId() + "." + extension;
    for (int number = 2; isThere(folder.resolve(name)); number++) {
      name = message.controlId() + "-" + number + "." + extension;
    }
    return name;
  }

  private static IOException failed(Path folder, FileSystemException e) {
    String why = e.getClass().getSimpleName();
    return new IOException(
        "messages cannot be written in " + folder + " (" + why + "); check who may write there", e);
  }

  /** Gives a prepared file its name, in one step. */
  void release(PhotoMessage message, String name) throws IOException {
    Path file = folder.resolve(name);
    try {
      Files.move(prepared(message), file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(aside + " and " + folder + " are not on one disk, as they must be", e);
    } catch (FileSystemException e) {
      throw failed(folder, e);
    }
    try {
      DurableFiles.forceName(file);
    } catch (NoSuchFileException e) {
      // the practice system was faster
    }
  }

  /**
   * Whether a prepared file was released, after a crash.
   *
   * @throws IOException if the folder is not there now
   */
  boolean isReleased(PhotoMessage message) throws IOException {
    check(aside);
    return !isThere(prepared(message));
  }

  /**
   * Whether the folder is the one in which files were prepared. A share that is not connected
   * leaves an empty folder in its place.
   */
  boolean isMarked() throws IOException {
    return isThere(aside.resolve(MARK));
  }

  private void mark() throws IOException {
    try {
      Files.createFile(aside.resolve(MARK));
    } catch (FileAlreadyExistsException e) {
      return;
    }
    DurableFiles.forceName(aside.resolve(MARK));
  }

  private static void check(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is missing; create it, or connect the share that it is on");
    }
  }

  /** Throws if a share does not tell now: that must not pass for a file that is not there. */
  private static boolean isThere(Path file) throws IOException {
    try {
      Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Tries to write aside and to rename into the folder, under hidden names. */
  void test() throws IOException {
    check(folder);
    check(aside);
    Path from = aside.resolve(".medimage-test.part");
    Path to = folder.resolve(".medimage-test-renamed.part");
    create(from);
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new IOException(
          "a file cannot be renamed from "
              + aside
              + " into "
              + folder
              + "; they must be on one disk and writable",
          e);
    } finally {
      Files.deleteIfExists(from);
      Files.deleteIfExists(to);
    }
  }

  private void create(Path file) throws IOException {
    try {
      Files.deleteIfExists(file);
      Files.createFile(file);
    } catch (FileSystemException e) {
      throw failed(aside, e);
    }
  }
}
