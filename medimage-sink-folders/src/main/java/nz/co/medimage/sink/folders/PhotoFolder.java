package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.FilePlacement;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.sink.folders.Recognition.Found;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One root, main or copy, and the photos that are on their way into it. {@link FilePlacement} puts
 * each there; what this adds is that each name is claimed in the memory before it is tried, and
 * that what an earlier run has filed is found.
 */
final class PhotoFolder {
  private static final Logger LOG = LoggerFactory.getLogger(PhotoFolder.class);
  private static final String PART = ".part";
  private static final int MAX_DURABLE = 10_000;

  /** How many names are passed over that are taken though nothing can be seen there. */
  private static final int MAX_UNSEEN = 20;

  private final RootFiles files;
  private final Intents intents;
  private final KnownFolders known;
  private final String partPrefix;
  private final SessionMark session;
  private final Recognition recognition;
  private volatile boolean warned;

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
    recognition = new Recognition(files, intents, session, isAnothers);
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

  Path file(String relative) {
    return recognition.file(relative);
  }

  void mustBeThere() throws IOException {
    known.mustBeThere(root());
  }

  /**
   * Puts a photo, or a companion of one, on stable storage, going on from wherever an earlier
   * attempt was cut off. The claim stays, for the caller to settle.
   */
  Intent place(Arrival photo) throws IOException, PhotoRejectedException {
    try {
      return place(photo, claim(photo));
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
          plain, claim(photo).filter(claim -> plain.name().mayBe(fileName(claim.relative()))));
    }
  }

  private static String fileName(String relative) {
    return relative.substring(relative.lastIndexOf('/') + 1);
  }

  private Intent place(Arrival photo, Optional<Intent> begun)
      throws IOException, PhotoRejectedException {
    Path parent = makeParent(photo.name());
    if (recognition.lookInto(parent)) {
      sweep(parent);
    }
    Found found = begun.isEmpty() ? Found.OTHER : recognition.look(begun.get());
    if (found == Found.WHOLE) {
      files.forceName(file(begun.orElseThrow().relative()));
      Files.deleteIfExists(parent.resolve(part(photo)));
      return begun.orElseThrow();
    }
    Optional<Intent> there = recognition.findUnknown(photo, parent);
    if (there.isPresent()) {
      return there.get();
    }
    return place(
        photo, parent, new ClaimedNames(photo, parent, begun.filter(c -> isOf(photo, c, found))));
  }

  /** What filters make of a photo, or its folder, may differ this time: then it is claimed anew. */
  private static boolean isOf(Arrival photo, Intent claim, Found found) {
    return found == Found.FREE
        && claim.sha256().equals(photo.sha256())
        && claim.relative().equals(photo.name().relative(fileName(claim.relative())));
  }

  private Intent place(Arrival photo, Path parent, ClaimedNames names) throws IOException {
    try {
      FilePlacement.place(photo.source(), parent, names);
      return names.given();
    } catch (NoSuchFileException e) {
      throw names.isCopied ? e : new FolderException("the photo or its folder is gone");
    } catch (FileSystemException | FolderException | ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw names.isCopied ? e : Blame.ofOpen(root(), e);
    }
  }

  /** The name that a photo has claimed, then the next that nothing has. */
  private final class ClaimedNames implements FilePlacement.Plan {
    private final Arrival photo;
    private final Path parent;
    private final Set<String> unseen = new HashSet<>();
    private Optional<Intent> intent;
    private boolean isCopied;

    ClaimedNames(Arrival photo, Path parent, Optional<Intent> begun) {
      this.photo = photo;
      this.parent = parent;
      this.intent = begun;
    }

    Intent given() {
      return intent.orElseThrow();
    }

    @Override
    public String hiddenName() {
      return part(photo);
    }

    @Override
    public boolean mayLink() {
      return photo.isLinkable() && !files.areShared();
    }

    @Override
    public void prepare(Path copy) throws IOException {
      files.shareFile(copy);
      try {
        Files.setLastModifiedTime(copy, photo.captured());
      } catch (IOException e) {
        // a disk that cannot hold this time, or none: the name says it too
      }
    }

    @Override
    public Optional<String> nextName(int attempt) throws IOException {
      isCopied = true;
      if (attempt == 1 && intent.isEmpty()) {
        intent = Optional.of(claim(photo, unseen));
      }
      // A copy of this home may have begun meanwhile, and be at the same photo.
      session.mustStand();
      if (attempt > 1) {
        Optional<Intent> there = recognition.findUnknown(photo, parent);
        if (there.isPresent()) {
          intent = there;
          return Optional.empty();
        }
        String taken = given().relative();
        if ((recognition.isFree(taken) && !unseen.add(taken)) || unseen.size() > MAX_UNSEEN) {
          throw new FolderException(Sentences.unseen(root()));
        }
        intent = Optional.of(claim(photo, unseen));
      }
      return Optional.of(fileName(given().relative()));
    }

    @Override
    public void forceName(Path placed) throws IOException {
      files.forceName(placed);
    }
  }

  private Optional<Intent> claim(Arrival photo) throws IOException {
    return claim(photo.id(), intents.of(photo.companion()));
  }

  private static Optional<Intent> claim(PhotoId id, Intents intents) throws IOException {
    return intents.find(id).filter(intent -> intent.stage() == Intent.Stage.CLAIMED);
  }

  private Intent claim(Arrival photo, Set<String> unseen) throws IOException {
    return intents
        .of(photo.companion())
        .claim(
            photo.id(),
            photo.name(),
            photo.sha256(),
            relative ->
                !unseen.contains(relative)
                    && recognition.isFree(relative)
                    && areFreeBeside(relative, photo.beside()));
  }

  /** A companion that another photo left must not be taken for one of this photo. */
  private boolean areFreeBeside(String relative, List<CompanionFile> companions)
      throws IOException {
    PhotoName name = PhotoName.ofRelative(relative);
    for (CompanionFile each : companions) {
      String companion = name.companion(each.label(), each.extension()).relative(1);
      if (!recognition.isFree(companion)) {
        return false;
      }
    }
    return true;
  }

  /** The claim of a photo that stands whole under its name, made durable; empty if it does not. */
  Optional<Intent> findWhole(PhotoId id) throws IOException {
    Optional<Intent> claim = claim(id, intents);
    if (claim.isPresent() && recognition.look(claim.get()) == Found.WHOLE) {
      Path file = file(claim.get().relative());
      files.forceName(file);
      sweep(Objects.requireNonNull(file.getParent()));
      return claim;
    }
    return Optional.empty();
  }

  /** Of this run alone: a copy of this home, which finds out that it is one, has its own. */
  private String part(Arrival photo) {
    String companion = photo.companion().isEmpty() ? "" : "-" + photo.companion();
    return partPrefix + photo.id() + companion + "-" + session.run() + PART;
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
      if (!Recognition.attributes(folder).map(BasicFileAttributes::isDirectory).orElse(false)) {
        throw new PhotoRejectedException(
            "A folder of this name cannot be made: something else has its name already.");
      }
    }
    // Also if it was there: its maker may have crashed before it came to this.
    files.forceFolder(above);
    if (durable.size() >= MAX_DURABLE) {
      durable.clear();
    }
    durable.add(folder);
  }
}
