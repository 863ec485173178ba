package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.PhotoRejectedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One root, main or copy, and the photos that are on their way into it. A photo is written under a
 * hidden name and gets its own only if nothing has that, so that other PCs may write to the same
 * folders.
 */
final class PhotoFolder {
  private static final Logger LOG = LoggerFactory.getLogger(PhotoFolder.class);
  private static final String PART = ".part";
  private static final int MAX_DURABLE = 10_000;

  /** How many names are passed over that are taken though nothing can be seen there. */
  private static final int MAX_UNSEEN = 20;

  /** How far the clocks of a phone and of this computer may differ. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);

  private final RootFiles files;
  private final Intents intents;
  private final KnownFolders known;
  private final String partPrefix;
  private final SessionMark session;
  private final Intents.Names isAnothers;
  private volatile boolean warned;
  private final EarlierNames earlier = new EarlierNames();

  /** Folders that are known to be listed on disk. */
  private final Set<Path> durable = ConcurrentHashMap.newKeySet();

  /**
   * Makes one.
   *
   * @param identity tells this sink's hidden files from those of others
   * @param session photos that were sealed before it began may be there already, unknown to a
   *     memory that was restored from a backup
   * @param isAnothers names that are known to be those of other photos
   */
  PhotoFolder(
      RootFiles files,
      Intents intents,
      KnownFolders known,
      String identity,
      SessionMark session,
      Intents.Names isAnothers) {
    this.files = files;
    this.intents = intents;
    this.known = known;
    partPrefix = ".medimage-" + identity + "-";
    this.session = session;
    this.isAnothers = isAnothers;
  }

  Path root() {
    return files.root();
  }

  RootFiles files() {
    return files;
  }

  Intents intents() {
    return intents;
  }

  void mustBeThere() throws IOException {
    known.mustBeThere(root());
  }

  /**
   * Puts a photo on stable storage, going on from wherever an earlier attempt was cut off. The
   * claim stays, for the caller to settle.
   */
  Intent place(Arrival photo) throws IOException, PhotoRejectedException {
    try {
      return place(photo, claim(photo.id()));
    } catch (FileSystemException e) {
      Arrival plain = photo.plainlyNamed();
      if (!NameTrial.isRefused(files, photo.name(), e) || plain.name().equals(photo.name())) {
        throw e;
      }
      if (!warned) {
        warned = true;
        LOG.warn("{} refuses the names of some photos; they get plainer ones there", root());
      }
      return place(
          plain, claim(photo.id()).filter(claim -> plain.name().mayBe(fileName(claim.relative()))));
    }
  }

  private static String fileName(String relative) {
    return relative.substring(relative.lastIndexOf('/') + 1);
  }

  private Intent place(Arrival photo, Optional<Intent> begun)
      throws IOException, PhotoRejectedException {
    Path parent = makeParent(photo.name());
    Path part = part(parent, photo.id());
    if (earlier.look(parent, session.epoch())) {
      sweep(parent);
    }
    Found found = begun.isEmpty() ? Found.OTHER : look(begun.get());
    if (found == Found.WHOLE) {
      files.forceName(file(begun.orElseThrow().relative()));
      Files.deleteIfExists(part);
      return begun.orElseThrow();
    }
    Optional<Intent> there = findUnknown(photo, parent);
    if (there.isPresent()) {
      return there.get();
    }
    copy(photo, part);
    Intent intent =
        name(photo, part, found == Found.FREE ? begun.orElseThrow() : claim(photo, Set.of()));
    files.forceName(file(intent.relative()));
    return intent;
  }

  /** Gives a photo the name that it has claimed, or the next that nothing has. */
  private Intent name(Arrival photo, Path part, Intent claimed) throws IOException {
    Intent intent = claimed;
    Set<String> unseen = new HashSet<>();
    // A copy of this home may have begun meanwhile, and be at the same photo.
    session.mustStand();
    while (!DurableFiles.moveIfFree(part, file(intent.relative()))) {
      session.mustStand();
      Optional<Intent> there = findUnknown(photo, Objects.requireNonNull(part.getParent()));
      if (there.isPresent()) {
        Files.deleteIfExists(part);
        return there.get();
      }
      if ((isFree(intent.relative()) && !unseen.add(intent.relative()))
          || unseen.size() > MAX_UNSEEN) {
        Files.deleteIfExists(part);
        throw new FolderException(Sentences.unseen(root()));
      }
      intent = claim(photo, unseen);
    }
    return intent;
  }

  private Optional<Intent> claim(PhotoId id) throws IOException {
    return intents.find(id).filter(intent -> intent.stage() == Intent.Stage.CLAIMED);
  }

  private Intent claim(Arrival photo, Set<String> unseen) throws IOException {
    return intents.claim(
        photo.id(),
        photo.name(),
        photo.sha256(),
        relative -> !unseen.contains(relative) && isFree(relative));
  }

  /** The claim of a photo that stands whole under its name, made durable; empty if it does not. */
  Optional<Intent> findWhole(PhotoId id) throws IOException {
    Optional<Intent> claim = claim(id);
    if (claim.isPresent() && look(claim.get()) == Found.WHOLE) {
      Path file = file(claim.get().relative());
      files.forceName(file);
      sweep(Objects.requireNonNull(file.getParent()));
      return claim;
    }
    return Optional.empty();
  }

  /** Of this run alone: a copy of this home, which finds out that it is one, has its own. */
  private Path part(Path parent, PhotoId id) {
    return parent.resolve(partPrefix + id + "-" + session.run() + PART);
  }

  /**
   * Removes the hidden files of earlier runs. A copy of this home that is at one now finds it gone,
   * and that photo is tried again.
   */
  private void sweep(Path parent) throws IOException {
    for (Path entry : Folders.list(parent, PART)) {
      String name = entry.getFileName().toString();
      if (name.startsWith(partPrefix) && !name.endsWith(session.run() + PART)) {
        Files.deleteIfExists(entry);
      }
    }
  }

  /**
   * The photo under one of its names, put there by a run of which a restored memory knows nothing.
   * People may have moved others of these names away.
   */
  private Optional<Intent> findUnknown(Arrival photo, Path parent) throws IOException {
    for (String name : earlier.of(photo.name(), parent, session.epoch())) {
      Optional<Intent> there = takeOver(photo, photo.name().relative(name));
      if (there.isPresent()) {
        return there;
      }
    }
    // Another run may have filed it since, until it found the mark of this one.
    boolean isOld = !photo.id().envelope().createdAt().isAfter(session.since().plus(CLOCKS_DIFFER));
    for (int choice = 1; isOld && !isFree(photo.name().relative(choice)); choice++) {
      Optional<Intent> there = takeOver(photo, photo.name().relative(choice));
      if (there.isPresent()) {
        return there;
      }
    }
    return Optional.empty();
  }

  private Optional<Intent> takeOver(Arrival photo, String relative) throws IOException {
    Optional<BasicFileAttributes> there = attributes(file(relative), LinkOption.NOFOLLOW_LINKS);
    Intent intent = new Intent(Intent.Stage.CLAIMED, photo.sha256(), relative);
    return there.isPresent()
            && there.get().isRegularFile()
            && there.get().size() == Files.size(photo.source())
            && !isAnothers.test(relative)
            && takeOver(photo, intent)
        ? Optional.of(intent)
        : Optional.empty();
  }

  private boolean takeOver(Arrival photo, Intent intent) throws IOException {
    if (look(intent) != Found.WHOLE) {
      return false;
    }
    Optional<Intent> before = intents.find(photo.id());
    if (!intents.claim(photo.id(), intent)) {
      return false;
    }
    Path file = file(intent.relative());
    // Only now: another thread may just have settled a photo of the same content under this name.
    if (isAnothers.test(intent.relative()) || !force(file)) {
      intents.takeBack(photo.id(), before);
      return false;
    }
    files.forceName(file);
    return true;
  }

  /** Forces a file that may be somebody else's; false if that is forbidden. */
  private static boolean force(Path file) throws IOException {
    try {
      DurableFiles.force(file);
      return true;
    } catch (AccessDeniedException e) {
      return false;
    }
  }

  private enum Found {
    FREE,
    WHOLE,
    OTHER
  }

  /** What stands under a name that an earlier attempt claimed. */
  private Found look(Intent claim) throws IOException {
    Path file = file(claim.relative());
    Optional<BasicFileAttributes> there = attributes(file, LinkOption.NOFOLLOW_LINKS);
    if (there.isEmpty()) {
      return Found.FREE;
    }
    boolean isWhole =
        there.get().isRegularFile() && Sha256.hex(Sha256.of(file)).equals(claim.sha256());
    return isWhole ? Found.WHOLE : Found.OTHER;
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
    Path file = root();
    for (String name : relative.split("/", -1)) {
      file = file.resolve(name);
    }
    return file;
  }

  /** Makes the folders of a photo, durably, and makes sure that they lie below the root. */
  private Path makeParent(PhotoName name) throws IOException, PhotoRejectedException {
    Path real = root().toRealPath();
    Path folder = root();
    for (String child : name.folders()) {
      Path above = folder;
      folder = folder.resolve(child);
      makeFolder(folder, above);
      if (!folder.toRealPath().startsWith(real)) {
        throw new PhotoRejectedException(
            "The folder of this name is a link that leads elsewhere; photos are not filed there.");
      }
    }
    return folder;
  }

  private void makeFolder(Path folder, Path above) throws IOException, PhotoRejectedException {
    if (Files.isDirectory(folder) && durable.contains(folder)) {
      return;
    }
    try {
      files.createFolder(folder);
    } catch (FileAlreadyExistsException e) {
      if (!attributes(folder).map(BasicFileAttributes::isDirectory).orElse(false)) {
        throw new PhotoRejectedException(
            "A folder of this name cannot be made: something else has its name already.");
      }
    }
    // Also if it was there: whoever made it, perhaps before a crash, may not have come to this.
    files.forceFolder(above);
    if (durable.size() >= MAX_DURABLE) {
      durable.clear();
    }
    durable.add(folder);
  }

  /** Never into what is there: after a crash it may be the filed photo by another name. */
  private void copy(Arrival photo, Path part) throws IOException {
    Files.deleteIfExists(part);
    try (FileChannel from = FileChannel.open(photo.source(), StandardOpenOption.READ);
        FileChannel to = files.create(part)) {
      long size = from.size();
      for (long at = 0; at < size; ) {
        long n = from.transferTo(at, Math.min(size - at, 1 << 20), to);
        if (n <= 0) {
          throw new FolderException("the photo became shorter while it was read");
        }
        at += n;
      }
      date(photo, part);
      to.force(true);
    } catch (NoSuchFileException e) {
      throw new FolderException("the photo or its folder is gone");
    } catch (FileSystemException | FolderException | ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw Blame.ofOpen(root(), e);
    }
  }

  private static void date(Arrival photo, Path part) {
    try {
      Files.setLastModifiedTime(part, photo.captured());
    } catch (IOException e) {
      // a disk that cannot hold this time, or none: the name says it too
    }
  }
}
