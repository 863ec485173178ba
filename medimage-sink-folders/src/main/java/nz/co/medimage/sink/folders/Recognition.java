package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Sha256;

/**
 * Tells whether a file that stands below a root is a photo that is on its way there: by what the
 * memory knows, or by its name and its bytes where a memory was restored from a backup.
 */
final class Recognition {
  /** How far the clocks of a phone and of this computer may differ. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);

  private final RootFiles files;
  private final Intents intents;
  private final SessionMark session;
  private final Intents.Names isAnothers;
  private final EarlierNames earlier = new EarlierNames();

  Recognition(RootFiles files, Intents intents, SessionMark session, Intents.Names isAnothers) {
    this.files = files;
    this.intents = intents;
    this.session = session;
    this.isAnothers = isAnothers;
  }

  /** What stands under a name. */
  enum Found {
    FREE,
    WHOLE,
    OTHER
  }

  /** Looks into a folder before anything is filed there; false if that was done already. */
  boolean lookInto(Path folder) throws IOException {
    return earlier.look(folder, session.epoch());
  }

  /**
   * The photo under one of its names, put there by a run of which a restored memory knows nothing.
   * People may have moved others of these names away.
   */
  Optional<Intent> findUnknown(Arrival photo, Path parent) throws IOException {
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
    Intents claims = intents.of(photo.companion());
    Optional<Intent> before = claims.find(photo.id());
    if (!claims.claim(photo.id(), intent)) {
      return false;
    }
    Path file = file(intent.relative());
    // Only now: another thread may just have settled a photo of the same content under this name.
    if (isAnothers.test(intent.relative()) || !force(file)) {
      claims.takeBack(photo.id(), before);
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

  /** What stands under a name that an earlier attempt claimed. */
  Found look(Intent claim) throws IOException {
    Path file = file(claim.relative());
    Optional<BasicFileAttributes> there = attributes(file, LinkOption.NOFOLLOW_LINKS);
    if (there.isEmpty()) {
      return Found.FREE;
    }
    boolean isWhole =
        there.get().isRegularFile() && Sha256.hex(Sha256.of(file)).equals(claim.sha256());
    return isWhole ? Found.WHOLE : Found.OTHER;
  }

  boolean isFree(String relative) throws IOException {
    return attributes(file(relative), LinkOption.NOFOLLOW_LINKS).isEmpty();
  }

  /**
   * What stands under a name; empty if nothing does.
   *
   * @throws IOException if that cannot be told now, which must not pass for either
   */
  static Optional<BasicFileAttributes> attributes(Path file, LinkOption... options)
      throws IOException {
    try {
      return Optional.of(Files.readAttributes(file, BasicFileAttributes.class, options));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  Path file(String relative) {
    return file(files.root(), relative);
  }

  static Path file(Path root, String relative) {
    Path file = root;
    for (String name : relative.split("/", -1)) {
      file = file.resolve(name);
    }
    return file;
  }
}
