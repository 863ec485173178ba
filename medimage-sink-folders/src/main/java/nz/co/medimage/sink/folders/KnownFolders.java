package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import nz.co.medimage.api.file.DurableFiles;
import org.jspecify.annotations.Nullable;

/**
 * The roots that were there once, each of which holds a marker. One of these that is missing is
 * away, on a share for example; so is one without its marker, which may be the empty folder that a
 * share is connected to. One that was never there may be made. Safe for use by several threads.
 */
final class KnownFolders {
  /** The hidden file by which a root is known again. */
  static final String MARKER = ".medimage-folder";

  private static final byte[] MARK =
      "MedImage files photos in this folder and knows it by this file; keep it.\n"
          .getBytes(StandardCharsets.UTF_8);

  private final Path memory;
  private @Nullable Set<String> known;

  KnownFolders(Path memory) {
    this.memory = memory;
  }

  /**
   * Makes and checks a root that is new, and checks one that is not, unless it is away.
   *
   * @return whether it is there
   */
  synchronized boolean prepare(RootFiles files) throws IOException {
    Path root = files.root();
    try {
      boolean isNew = !known().contains(root.toString());
      if (!isNew && !Files.exists(root.resolve(MARKER))) {
        return false;
      }
      if (isNew && Files.notExists(root)) {
        files.createFolders(root);
      }
      check(files);
      if (isNew) {
        mark(files);
        remember(root);
      }
      return true;
    } catch (FileSystemException e) {
      throw new IOException(Sentences.failed("use", root, e), e);
    }
  }

  /**
   * Checks that a root is there and, once it is known, that it is the one that was there before.
   *
   * @throws IOException with one sentence for the user if not
   */
  void mustBeThere(Path root) throws IOException {
    if (!isFound(root)) {
      throw new FolderException(Sentences.away(root));
    }
    if (!Files.isDirectory(root)) {
      throw new FolderException(Sentences.file(root));
    }
    if (isKnown(root) && !isFound(root.resolve(MARKER))) {
      throw new FolderException(Sentences.unmarked(root));
    }
  }

  /**
   * Whether something is there.
   *
   * @throws IOException if that cannot be told, as where a right is missing: it is not away then
   */
  private static boolean isFound(Path path) throws IOException {
    try {
      Files.readAttributes(path, BasicFileAttributes.class);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** The roots that were there once, the latest last. */
  synchronized List<String> all() throws IOException {
    return List.copyOf(known());
  }

  private synchronized boolean isKnown(Path root) throws IOException {
    return known().contains(root.toString());
  }

  private Set<String> known() throws IOException {
    Set<String> read = known;
    if (read == null) {
      read = read();
      known = read;
    }
    return read;
  }

  private Set<String> read() throws IOException {
    try {
      String text = new String(Files.readAllBytes(memory), StandardCharsets.UTF_8);
      return new LinkedHashSet<>(text.lines().toList());
    } catch (NoSuchFileException e) {
      return new LinkedHashSet<>();
    }
  }

  private void remember(Path root) throws IOException {
    Set<String> more = new LinkedHashSet<>(known());
    more.add(root.toString());
    DurableFiles.createPrivateFolders(memory.toAbsolutePath().getParent());
    DurableFiles.removeDebrisOf(memory);
    DurableFiles.write(memory, String.join("\n", more).getBytes(StandardCharsets.UTF_8));
    known = more;
  }

  /** Its content counts for nothing: people may have to make it by hand. */
  private static void mark(RootFiles files) throws IOException {
    try (FileChannel marker = files.create(files.root().resolve(MARKER))) {
      marker.write(ByteBuffer.wrap(MARK));
      marker.force(true);
    } catch (FileAlreadyExistsException e) {
      // another receiver's, or of a first start that was cut off
    }
    files.forceFolder(files.root());
  }

  /** Permissions are many things, from read-only mounts to access lists: only trying tells. */
  private static void check(RootFiles files) throws IOException {
    Path root = files.root();
    // A share that fails just now throws here, rather than to pass for a file.
    if (!Files.readAttributes(root, BasicFileAttributes.class).isDirectory()) {
      throw new FolderException(Sentences.file(root));
    }
    Path trial = root.resolve(".medimage-check");
    try {
      Files.deleteIfExists(trial);
      files.create(trial).close();
    } catch (FileAlreadyExistsException e) {
      return; // another receiver's: what it can do is what this one can
    } catch (FileSystemException e) {
      throw new IOException(root + " cannot be written to; check its permissions", e);
    }
    Files.deleteIfExists(trial);
    files.forceFolder(root);
  }
}
