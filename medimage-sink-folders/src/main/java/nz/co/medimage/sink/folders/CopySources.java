package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.Sha256;

/**
 * Finds the files of which copies are owed. They lie below the folder that was the main folder when
 * they were filed, which may be another one by now: then nothing of the same name below the present
 * one counts, unless it has the same content. Used by one thread alone.
 */
final class CopySources {
  private final PhotoFolder main;
  private final KnownFolders known;
  private final Memory memory;

  /** Earlier main folders that were away, so that a share that hangs is waited for once. */
  private final Set<Path> away = new HashSet<>();

  CopySources(PhotoFolder main, KnownFolders known, Memory memory) {
    this.main = main;
    this.known = known;
    this.memory = memory;
  }

  /** Forgets which folders were away. */
  void lookAgain() {
    away.clear();
  }

  /**
   * The file of a photo, or of a companion of one, as it was filed.
   *
   * @param copy the folder that is owed a copy
   * @return empty if people moved it
   * @throws IOException if the folder below which it was filed is away
   */
  Optional<Path> find(PhotoId id, Intent filed, Path copy) throws IOException {
    Optional<Path> origin = memory.origin(id).map(this::path);
    if (origin.isEmpty()) {
      return findOfEarlier(filed, copy);
    }
    if (origin.get().equals(main.root())) {
      return below(main.root(), filed);
    }
    Optional<Path> moved = sameBelow(main.root(), filed);
    return moved.isPresent() ? moved : below(origin.get(), filed);
  }

  /** Below any of the folders that were ever used, as nobody knows which was the main one then. */
  private Optional<Path> findOfEarlier(Intent filed, Path copy) throws IOException {
    Optional<Path> same = sameBelow(main.root(), filed);
    List<Path> used =
        known.all().stream().map(this::path).filter(root -> !root.equals(copy)).toList();
    for (int i = used.size() - 1; i >= 0 && same.isEmpty(); i--) {
      same = sameBelow(used.get(i), filed);
    }
    return same.isPresent() ? same : below(main.root(), filed);
  }

  private Optional<Path> below(Path root, Intent filed) throws IOException {
    Path file = Recognition.file(root, filed.relative());
    if (away.contains(root)) {
      throw new FolderException(Sentences.away(root));
    }
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      mustBeThere(root); // or it went away just now
      return Optional.empty();
    }
    return Optional.of(file);
  }

  private void mustBeThere(Path root) throws IOException {
    try {
      known.mustBeThere(root);
    } catch (IOException e) {
      away.add(root);
      throw e;
    }
  }

  private static Optional<Path> sameBelow(Path root, Intent filed) throws IOException {
    Path file = Recognition.file(root, filed.relative());
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && Sha256.hex(Sha256.of(file)).equals(filed.sha256())
        ? Optional.of(file)
        : Optional.empty();
  }

  private Path path(String root) {
    return main.root().getFileSystem().getPath(root);
  }
}
