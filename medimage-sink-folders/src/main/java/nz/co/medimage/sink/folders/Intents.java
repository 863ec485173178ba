package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The photos that are on their way into one root, each with the name that it has claimed there. A
 * claim is durable before a file of that name appears, so that after a crash the file is known for
 * what it is; and no two photos claim one name. Safe for use by several threads.
 */
final class Intents {
  private static final Logger LOG = LoggerFactory.getLogger(Intents.class);
  private static final int MAX_CHOICES = 10_000;
  private static final int MAX_REMEMBERED = 1_000;

  private final Path folder;
  private @Nullable Map<EnvelopeId, Intent> open;

  /** The names of all claims, folded. */
  private final Set<String> claimed = new HashSet<>();

  /** The number that a name got last, by the folded name: spares looking at all from 2 on. */
  private final Map<String, Integer> lastChoice = new HashMap<>();

  Intents(Path folder) {
    this.folder = folder;
  }

  private synchronized Map<EnvelopeId, Intent> open() throws IOException {
    Map<EnvelopeId, Intent> loaded = open;
    if (loaded == null) {
      loaded = load();
      loaded.values().forEach(this::hold);
      open = loaded;
    }
    return loaded;
  }

  private Map<EnvelopeId, Intent> load() throws IOException {
    DurableFiles.createPrivateFolders(folder);
    Map<EnvelopeId, Intent> loaded = new HashMap<>();
    for (Path file : Folders.list(folder)) {
      load(file, loaded);
    }
    return loaded;
  }

  /** One damaged file must not stop the other photos: it is reported when its own one comes. */
  private static void load(Path file, Map<EnvelopeId, Intent> loaded) {
    try {
      loaded.put(EnvelopeId.parse(file.getFileName().toString()), Intent.read(file));
    } catch (IllegalArgumentException | IOException e) {
      LOG.warn("{} cannot be read", file);
    }
  }

  /**
   * What is known of a photo on its way.
   *
   * @throws IOException if it is damaged
   */
  synchronized Optional<Intent> find(EnvelopeId id) throws IOException {
    Intent intent = open().get(id);
    try {
      return Optional.of(intent == null ? Intent.read(file(id)) : intent);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Those that are open, in the order of their photos. */
  synchronized List<EnvelopeId> ids() throws IOException {
    List<EnvelopeId> ids = new ArrayList<>(open().keySet());
    ids.sort(null);
    return ids;
  }

  /**
   * Claims, durably, a name that no other photo has claimed and that is free, in place of what this
   * photo claimed before.
   *
   * @throws IOException if all are taken or the disk fails; a claim that did not reach the disk is
   *     to be {@link #put} again
   */
  Intent claim(EnvelopeId id, PhotoName name, String sha256, Names free) throws IOException {
    Intent intent = choose(id, name, sha256, free);
    DurableFiles.write(file(id), intent.toBytes());
    return intent;
  }

  private synchronized Intent choose(EnvelopeId id, PhotoName name, String sha256, Names free)
      throws IOException {
    Intent intent = new Intent(Intent.Stage.CLAIMED, sha256, choose(name, free));
    publish(id, intent);
    return intent;
  }

  private String choose(PhotoName name, Names free) throws IOException {
    String first = name.relative(1);
    if (isFree(first, free)) {
      return first;
    }
    String key = fold(first);
    for (int choice = lastChoice.getOrDefault(key, 2); choice <= MAX_CHOICES; choice++) {
      String relative = name.relative(choice);
      if (isFree(relative, free)) {
        remember(key, choice);
        return relative;
      }
    }
    lastChoice.remove(key);
    throw new IOException("too many photos have one name");
  }

  private boolean isFree(String relative, Names free) throws IOException {
    open();
    return !claimed.contains(fold(relative)) && free.test(relative);
  }

  private void remember(String key, int choice) {
    if (lastChoice.size() >= MAX_REMEMBERED) {
      lastChoice.clear();
    }
    lastChoice.put(key, choice);
  }

  /** Which names nothing stands under yet. */
  @FunctionalInterface
  interface Names {
    boolean test(String relative) throws IOException;
  }

  /**
   * Remembers, durably, how far a photo is. Not under the lock: several photos may wait for the
   * disk at once.
   *
   * @throws IOException if the disk fails; it is remembered until a restart, and to be put again
   */
  void put(EnvelopeId id, Intent intent) throws IOException {
    publish(id, intent);
    DurableFiles.write(file(id), intent.toBytes());
  }

  private synchronized void publish(EnvelopeId id, Intent intent) throws IOException {
    release(open().put(id, intent));
    hold(intent);
  }

  private void hold(Intent intent) {
    if (intent.stage() == Intent.Stage.CLAIMED) {
      claimed.add(fold(intent.relative()));
    }
  }

  private void release(@Nullable Intent intent) {
    if (intent != null && intent.stage() == Intent.Stage.CLAIMED) {
      claimed.remove(fold(intent.relative()));
    }
  }

  /** Forces to disk that what is known here is listed. */
  void force() throws IOException {
    DurableFiles.forceFolder(folder);
  }

  /** Names that a file system may take for the same: Windows ignores case, macOS also the form. */
  private static String fold(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return Normalizer.normalize(upper.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
  }

  /**
   * Gives the claim up, moving what stands in its file to where finished ones are kept. That is not
   * forced to disk: until it is there the claim is, and tells the same.
   */
  void moveTo(EnvelopeId id, Path kept) throws IOException {
    Files.move(file(id), kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forget(id);
  }

  /** Gives the claim up. */
  void remove(EnvelopeId id) throws IOException {
    Files.deleteIfExists(file(id));
    forget(id);
  }

  private synchronized void forget(EnvelopeId id) throws IOException {
    release(open().remove(id));
  }

  private Path file(EnvelopeId id) {
    return folder.resolve(id.toString());
  }
}
