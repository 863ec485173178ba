package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.PhotoRefusedException;

/** One root, main or copy, and the photos that are on their way into it. */
final class PhotoFolder {
  private static final int MAX_DURABLE = 10_000;

  private final Path root;
  private final Intents intents;
  private final KnownFolders known;

  /** Folders that are known to be listed on disk. */
  private final Set<Path> durable = ConcurrentHashMap.newKeySet();

  PhotoFolder(Path root, Intents intents, KnownFolders known) {
    this.root = root;
    this.intents = intents;
    this.known = known;
  }

  /** A copy remembers what it is owed under a name made from its path, whatever its place. */
  static PhotoFolder copyTo(Path root, Path state, KnownFolders known) {
    byte[] path = root.toString().getBytes(StandardCharsets.UTF_8);
    String key = Sha256.hex(Sha256.of(path)).substring(0, 16);
    return new PhotoFolder(root, new Intents(state.resolve("owed").resolve(key)), known);
  }

  Path root() {
    return root;
  }

  Intents intents() {
    return intents;
  }

  void mustBeThere() throws IOException {
    known.mustBeThere(root);
  }

  /** Remembers that this root must get a copy, under the name that the main one has. */
  void owe(EnvelopeId id, Intent main) throws IOException {
    Intent owed = new Intent(Intent.Stage.OWED, main.sha256(), main.relative());
    // Put again if it is there: an earlier attempt may have been cut off before it was durable.
    intents.put(id, intents.find(id).orElse(owed));
  }

  /** Forgets that the photo is on its way; what is known of it goes on in a file elsewhere. */
  void settle(EnvelopeId id, Path kept) throws IOException {
    intents.moveTo(id, kept);
  }

  /**
   * Puts a photo on stable storage, going on from wherever an earlier attempt was cut off. The
   * claim stays, for the caller to settle.
   */
  Intent place(EnvelopeId id, PhotoName name, Path source, String sha256)
      throws IOException, PhotoRefusedException {
    Optional<Intent> begun = claim(id);
    Path parent = makeParent(name);
    Path part = parent.resolve(".medimage-" + id + ".part");
    Found found = Found.OTHER;
    if (begun.isPresent()) {
      // Again: the earlier attempt may have been cut off before it was durable.
      intents.put(id, begun.get());
      found = look(file(begun.get().relative()), sha256);
    }
    if (found == Found.WHOLE) {
      DurableFiles.forceFolder(parent);
      Files.deleteIfExists(part);
      return begun.get();
    }
    Intent intent =
        found == Found.OTHER ? intents.claim(id, name, sha256, this::isFree) : begun.get();
    copy(source, part);
    while (found != Found.RESERVED && !reserve(file(intent.relative()))) {
      intent = intents.claim(id, name, sha256, this::isFree);
    }
    DurableFiles.moveInto(part, file(intent.relative()));
    return intent;
  }

  private Optional<Intent> claim(EnvelopeId id) throws IOException {
    return intents.find(id).filter(intent -> intent.stage() == Intent.Stage.CLAIMED);
  }

  /** The claim of a photo that stands whole under its name, made durable; empty if it does not. */
  Optional<Intent> findWhole(EnvelopeId id) throws IOException {
    Optional<Intent> claim = claim(id);
    if (claim.isPresent()) {
      Path file = file(claim.get().relative());
      if (look(file, claim.get().sha256()) == Found.WHOLE) {
        intents.force();
        DurableFiles.forceFolder(Objects.requireNonNull(file.getParent()));
        return claim;
      }
    }
    return Optional.empty();
  }

  private enum Found {
    FREE,
    RESERVED,
    WHOLE,
    OTHER
  }

  /**
   * What stands under a name that an earlier attempt claimed. An empty file is its reservation:
   * photos are not empty.
   */
  private static Found look(Path file, String sha256) throws IOException {
    Optional<BasicFileAttributes> there = attributes(file, LinkOption.NOFOLLOW_LINKS);
    if (there.isEmpty()) {
      return Found.FREE;
    }
    if (!there.get().isRegularFile()) {
      return Found.OTHER;
    }
    if (there.get().size() == 0) {
      return Found.RESERVED;
    }
    return Sha256.hex(Sha256.of(file)).equals(sha256) ? Found.WHOLE : Found.OTHER;
  }

  /** Takes the name, on every file system without overwriting; false if somebody was faster. */
  private static boolean reserve(Path file) throws IOException {
    try {
      FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE).close();
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private boolean isFree(String relative) throws IOException {
    return attributes(file(relative), LinkOption.NOFOLLOW_LINKS).isEmpty();
  }

  /**
   * What stands under a name; empty if nothing does.
   *
   * @throws IOException if that cannot be told now, which must not pass for either
   */
  private static Optional<BasicFileAttributes> attributes(Path file, LinkOption... options)
      throws IOException {
    try {
      return Optional.of(Files.readAttributes(file, BasicFileAttributes.class, options));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  Path file(String relative) {
    Path file = root;
    for (String name : relative.split("/", -1)) {
      file = file.resolve(name);
    }
    return file;
  }

  /** Makes the folders of a photo, durably, and makes sure that they lie below the root. */
  private Path makeParent(PhotoName name) throws IOException, PhotoRefusedException {
    Path real = root.toRealPath();
    Path folder = root;
    for (String child : name.folders()) {
      Path above = folder;
      folder = folder.resolve(child);
      makeFolder(folder, above);
      if (!folder.toRealPath().startsWith(real)) {
        throw new PhotoRefusedException(
            "The folder of this name is a link that leads elsewhere; photos are not filed there.");
      }
    }
    return folder;
  }

  private void makeFolder(Path folder, Path above) throws IOException, PhotoRefusedException {
    if (Files.isDirectory(folder) && durable.contains(folder)) {
      return;
    }
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      if (!attributes(folder).map(BasicFileAttributes::isDirectory).orElse(false)) {
        throw new PhotoRefusedException(
            "A folder of this name cannot be made: something else has its name already.");
      }
    }
    // Also if it was there: whoever made it, perhaps before a crash, may not have come to this.
    DurableFiles.forceFolder(above);
    if (durable.size() >= MAX_DURABLE) {
      durable.clear();
    }
    durable.add(folder);
  }

  private static void copy(Path source, Path part) throws IOException {
    Set<StandardOpenOption> create =
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    if (Files.isSymbolicLink(part)) {
      Files.delete(part);
    }
    try (FileChannel from = FileChannel.open(source, StandardOpenOption.READ);
        FileChannel to = FileChannel.open(part, create)) {
      long size = from.size();
      for (long at = 0; at < size; ) {
        long n = from.transferTo(at, Math.min(size - at, 1 << 20), to);
        if (n <= 0) {
          throw new IOException("the photo became shorter while it was read");
        }
        at += n;
      }
      to.force(true);
    } catch (NoSuchFileException e) {
      throw new IOException("the photo or its folder is gone");
    }
  }
}
