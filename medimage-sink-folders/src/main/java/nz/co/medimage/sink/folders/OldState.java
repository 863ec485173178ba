package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state that earlier versions kept, a file for each photo: {@code filed/DAY/ID}, {@code
 * open/ID}, {@code owed/COPY/ID}. It is taken into the {@link Memory} folder by folder, each
 * deleted once what it says is durable there, so that this may be cut off anywhere.
 */
final class OldState {
  private static final Logger LOG = LoggerFactory.getLogger(OldState.class);
  private static final int AT_ONCE = 10_000;

  private final Path state;
  private final Memory memory;

  /** Whether nothing of it is left: then none can be damaged. */
  private volatile boolean isGone;

  OldState(Path state, Memory memory) {
    this.state = state;
    this.memory = memory;
  }

  /** Takes over all that can be read. */
  void takeOver() throws IOException {
    for (Path day : Folders.list(state.resolve("filed"))) {
      takeOver(day, null);
    }
    takeOver(state.resolve("open"), Memory.MAIN);
    for (Path copy : Folders.list(state.resolve("owed"))) {
      takeOver(copy, copy.getFileName().toString());
    }
    for (String emptied : List.of("filed", "owed")) {
      if (Folders.list(state.resolve(emptied)).isEmpty()) {
        DurableFiles.deleteTree(state.resolve(emptied));
      }
    }
    isGone = Files.notExists(state.resolve("filed")) && Files.notExists(state.resolve("open"));
  }

  private void takeOver(Path folder, @Nullable String root) throws IOException {
    List<Path> files = Folders.list(folder);
    boolean isDamaged = false;
    for (int from = 0; from < files.size(); from += AT_ONCE) {
      List<Remembered> found = new ArrayList<>();
      List<Path> some = files.subList(from, Math.min(files.size(), from + AT_ONCE));
      for (Path file : some) {
        isDamaged |= !read(file, root, found);
      }
      memory.take(found);
    }
    if (!isDamaged) {
      DurableFiles.deleteTree(folder);
    }
  }

  /** One damaged file must not stop the others: it is reported when its own photo comes. */
  private static boolean read(Path file, @Nullable String root, List<Remembered> found)
      throws IOException {
    String name = file.getFileName().toString();
    if (name.endsWith(".tmp")) {
      return true;
    }
    try {
      found.add(new Remembered(root, EnvelopeId.parse(name), Intent.read(file)));
      return true;
    } catch (IllegalArgumentException | IOException e) {
      LOG.warn("{} cannot be read", file);
      return false;
    }
  }

  /**
   * Checks that nothing damaged is left of a photo of which the memory knows nothing.
   *
   * @throws IOException with one sentence for the user if so
   */
  void mustBeReadable(EnvelopeId id) throws IOException {
    if (isGone) {
      return;
    }
    List<Path> days = Folders.list(state.resolve("filed"));
    List<Path> folders = new ArrayList<>(days);
    folders.add(state.resolve("open"));
    for (Path folder : folders) {
      try {
        Intent.read(folder.resolve(id.toString()));
      } catch (NoSuchFileException e) {
        // the rule
      }
    }
  }
}
