package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import nz.co.medimage.api.file.DurableFiles;

/**
 * The roots that were there once. One of these that is missing is away, on a share for example; one
 * that was never there may be made.
 */
final class KnownFolders {
  private final Path memory;

  KnownFolders(Path memory) {
    this.memory = memory;
  }

  synchronized void prepare(Path root) throws IOException {
    try {
      Set<String> known = read();
      if (Files.notExists(root)) {
        if (known.contains(root.toString())) {
          return;
        }
        Files.createDirectories(root);
      }
      check(root);
      if (known.add(root.toString())) {
        DurableFiles.createPrivateFolders(memory.toAbsolutePath().getParent());
        DurableFiles.write(memory, String.join("\n", known).getBytes(StandardCharsets.UTF_8));
      }
    } catch (FileSystemException e) {
      throw new IOException(Sentences.failed("use", root, e), e);
    }
  }

  private Set<String> read() throws IOException {
    try {
      String text = new String(Files.readAllBytes(memory), StandardCharsets.UTF_8);
      return new LinkedHashSet<>(text.lines().toList());
    } catch (NoSuchFileException e) {
      return new LinkedHashSet<>();
    }
  }

  /** Permissions are many things, from read-only mounts to access lists: only trying tells. */
  private static void check(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new IOException(root + " is a file, not a folder; choose a folder for photos");
    }
    try {
      Files.delete(Files.createTempFile(root, ".medimage-", ".check"));
    } catch (FileSystemException e) {
      throw new IOException(root + " cannot be written to; check its permissions", e);
    }
  }
}
