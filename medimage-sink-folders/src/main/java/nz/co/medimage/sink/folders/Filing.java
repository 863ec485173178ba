package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.runtime.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder sink from its start to its end. Safe for use by several threads. */
final class Filing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Filing.class);

  private static final long MOST_MILLIS_TO_GIVE_UP = 2_000;

  private final Settings settings;
  private final Memory memory;
  private final OldState old;
  private final KnownFolders known;
  private final RootFiles mainFiles;
  private final SessionMark session;
  private final PhotoFolder main;
  private final List<PhotoFolder> copies;
  private final CopyThread copier;

  private Filing(Settings settings, Memory memory) {
    this.settings = settings;
    this.memory = memory;
    old = new OldState(settings.state(), memory);
    known = new KnownFolders(settings.state().resolve("folders"));
    mainFiles = settings.files(settings.main());
    session = new SessionMark(mainFiles, memory.identity(), settings.clock());
    main = folder(mainFiles, Memory.MAIN, memory::isFiledAs);
    copies =
        settings.copies().stream()
            .map(copy -> folder(settings.files(copy), key(copy), name -> false))
            .toList();
    CopySources sources = new CopySources(main, known, memory);
    copier = new CopyThread(main, copies, memory, sources, session, settings.backoff());
  }

  private PhotoFolder folder(RootFiles files, String key, Intents.Names isAnothers) {
    Intents intents = new Intents(memory, key);
    return new PhotoFolder(files, intents, known, memory.identity(), session, isAnothers);
  }

  /** The key under which the state of a copy folder is stored, made from its path. */
  static String key(Path copy) {
    byte[] path = copy.toString().getBytes(StandardCharsets.UTF_8);
    return Sha256.hex(Sha256.of(path)).substring(0, 16);
  }

  /**
   * Takes the state folder, and checks the other folders.
   *
   * @throws IOException with one sentence for the user if another sink has the state, or a folder
   *     cannot be used
   */
  static Filing start(Settings settings) throws IOException {
    Memory memory = Memory.open(settings.state(), settings.clock());
    boolean done = false;
    try {
      Filing filing = new Filing(settings, memory);
      filing.prepare();
      filing.copier.start();
      done = true;
      return filing;
    } finally {
      if (!done) {
        memory.close();
      }
    }
  }

  private void prepare() throws IOException {
    old.takeOver();
    if (isOnlyMain()) {
      memory.assumeOrigin(main.root().toString());
    }
    known.prepare(mainFiles);
    for (PhotoFolder copy : copies) {
      known.prepare(copy.files());
    }
    settleWhatIsWhole();
  }

  /** Whether no other folder is known in which an earlier version may have filed photos. */
  private boolean isOnlyMain() throws IOException {
    Set<String> others = new HashSet<>(known.all());
    settings.copies().forEach(copy -> others.remove(copy.toString()));
    others.remove(main.root().toString());
    return others.isEmpty();
  }

  /**
   * An earlier version did not force the last step of filing to disk, so that a power cut could
   * take it back when the receiver had seen the photo filed, and will not come again. A photo with
   * companions is not of that version, and comes again for them.
   */
  private void settleWhatIsWhole() throws IOException {
    for (PhotoId id : main.intents().after(null)) {
      try {
        main.mustBeThere();
        if (memory.filed(id).isPresent()) {
          main.intents().remove(id);
        } else if (memory.companions(id).isEmpty()) {
          Optional<Intent> placed = main.findWhole(id);
          if (placed.isPresent()) {
            settle(id, placed.get(), Map.of());
          }
        }
      } catch (IOException | InvalidPathException e) {
        LOG.debug("What is known of {} is left as it is", id);
      }
    }
  }

  /** Files a photo, or finds that it is filed; returns its path with {@code /}. */
  String file(StagedPhoto photo) throws IOException, PhotoRejectedException {
    try (Memory.Use use = memory.use()) {
      Objects.requireNonNull(use);
      Optional<Intent> filed = memory.filed(photo.id(), photo.manifest().sha256());
      if (filed.isPresent()) {
        return filed.get().relative();
      }
      old.mustBeReadable(photo.id().envelope());
      main.mustBeThere();
      session.mustStand();
      Map<String, CompanionFile> companions = byKind(photo.companions());
      Map<String, Intent> announced = announce(photo.id(), companions);
      Arrival arrival =
          arrival(photo, "", settings.name(photo), photo.file(), photo.manifest().sha256())
              .with(photo.companions());
      Intent placed = main.place(photo.isLinkable() ? arrival.linkable() : arrival);
      PhotoName name = PhotoName.ofRelative(placed.relative());
      Map<String, Intent> beside = new LinkedHashMap<>();
      for (Map.Entry<String, Intent> one : announced.entrySet()) {
        CompanionFile companion = Objects.requireNonNull(companions.get(one.getKey()));
        PhotoName its = name.companion(companion.label(), companion.extension());
        String sha256 = one.getValue().sha256();
        beside.put(
            one.getKey(), main.place(arrival(photo, one.getKey(), its, companion.file(), sha256)));
      }
      settle(photo.id(), placed, beside);
      return placed.relative();
    }
  }

  private static Arrival arrival(
      StagedPhoto photo, String companion, PhotoName name, Path file, String sha256) {
    FileTime captured = FileTime.from(photo.manifest().capturedAt().toInstant());
    return new Arrival(photo.id(), companion, name, file, sha256, captured);
  }

  /** Each by its label, its extension and, if two are alike in these, its number among them. */
  private static Map<String, CompanionFile> byKind(List<CompanionFile> companions) {
    Map<String, CompanionFile> byKind = new LinkedHashMap<>();
    for (CompanionFile companion : companions) {
      String kind = companion.label() + "." + companion.extension();
      String key = kind;
      for (int number = 2; byKind.containsKey(key); number++) {
        key = kind + "-" + number;
      }
      byKind.put(key, companion);
    }
    return byKind;
  }

  /** Reads all companions before anything is filed, and remembers that they belong to the photo. */
  private Map<String, Intent> announce(PhotoId id, Map<String, CompanionFile> companions)
      throws IOException {
    Map<String, Intent> announced = new LinkedHashMap<>();
    for (Map.Entry<String, CompanionFile> companion : companions.entrySet()) {
      try {
        String sha256 = Sha256.hex(Sha256.of(companion.getValue().file()));
        announced.put(
            companion.getKey(), new Intent(Intent.Stage.OWED, sha256, companion.getKey()));
      } catch (NoSuchFileException e) {
        throw new FolderException("a companion file of the photo is gone");
      }
    }
    if (!announced.isEmpty()) {
      memory.announce(id, announced);
    }
    return announced;
  }

  private void settle(PhotoId id, Intent placed, Map<String, Intent> companions)
      throws IOException {
    List<String> owed = copies.stream().map(copy -> copy.intents().root()).toList();
    memory.settle(id, placed, companions, owed, main.root().toString());
    main.intents().release(id);
    copier.wake();
  }

  boolean awaitCopies(Duration atMost) throws InterruptedException {
    return copier.await(atMost);
  }

  /** Ends the thread; the state is free once the last write has ended. */
  @Override
  public void close() throws IOException {
    copier.close();
    giveUpMark();
    memory.close();
  }

  private void giveUpMark() {
    Thread thread =
        DaemonThreads.start(
            "session-mark",
            () -> {
              try {
                session.giveUp();
              } catch (IOException e) {
                LOG.debug("The mark of this run stays; the next run replaces it");
              }
            });
    try {
      thread.join(MOST_MILLIS_TO_GIVE_UP); // a share that hangs
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
