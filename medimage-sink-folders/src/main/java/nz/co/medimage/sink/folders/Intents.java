package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import nz.co.medimage.api.PhotoId;
import org.jspecify.annotations.Nullable;

/**
 * The photos that are on their way into one root, each with the name that it has claimed there. A
 * claim is durable before a file of that name appears, so that after a crash the file is known for
 * what it is; and no two photos claim one name. Safe for use by several threads.
 */
final class Intents {
  private static final int MAX_CHOICES = 10_000;
  private static final int MAX_REMEMBERED = 1_000;

  private final Memory memory;
  private final String root;
  private final Map<String, Intents> companions = new ConcurrentHashMap<>();

  /** The photo that has claimed a name, by the folded name. */
  private final Map<String, PhotoId> claimed = new HashMap<>();

  private boolean isLoaded;

  /** The last number appended to a name, by the folded name, so as not to try all from 2 on. */
  private final Map<String, Integer> lastChoice = new HashMap<>();

  Intents(Memory memory, String root) {
    this.memory = memory;
    this.root = root;
  }

  String root() {
    return root;
  }

  /**
   * The intents of one kind of companion, which claim names separately.
   *
   * @param companion empty for the photos themselves
   */
  Intents of(String companion) {
    return companion.isEmpty()
        ? this
        : companions.computeIfAbsent(companion, kind -> new Intents(memory, root + "/" + kind));
  }

  /** The intent of a photo, if it is on its way. */
  Optional<Intent> find(PhotoId id) throws IOException {
    return memory.placing(root, id);
  }

  /** Some photos that are on their way, in order, after the given one. */
  List<PhotoId> after(@Nullable PhotoId id) throws IOException {
    return memory.placing(root, id, MAX_REMEMBERED);
  }

  /**
   * Claims, durably, a name that no other photo has claimed and that is free, in place of what this
   * photo claimed before.
   *
   * @throws IOException if all are taken or the disk fails
   */
  Intent claim(PhotoId id, PhotoName name, String sha256, Names free) throws IOException {
    String relative = choose(id, name, free);
    Intent intent = new Intent(Intent.Stage.CLAIMED, sha256, relative);
    memory.put(root, id, intent);
    return intent;
  }

  /** Claims, durably, the name of a file that is there; false if another photo has claimed it. */
  boolean claim(PhotoId id, Intent intent) throws IOException {
    if (!hold(id, intent.relative())) {
      return false;
    }
    memory.put(root, id, intent);
    return true;
  }

  private synchronized boolean hold(PhotoId id, String relative) throws IOException {
    load();
    PhotoId holder = claimed.putIfAbsent(fold(relative), id);
    return holder == null || holder.equals(id);
  }

  private synchronized String choose(PhotoId id, PhotoName name, Names free) throws IOException {
    load();
    claimed.values().removeIf(id::equals);
    String relative = choose(name, free);
    claimed.put(fold(relative), id);
    return relative;
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
    throw new FolderException("too many photos have one name");
  }

  private boolean isFree(String relative, Names free) throws IOException {
    return !claimed.containsKey(fold(relative)) && free.test(relative);
  }

  private void remember(String key, int choice) {
    if (lastChoice.size() >= MAX_REMEMBERED) {
      lastChoice.clear();
    }
    lastChoice.put(key, choice);
  }

  /** Decides whether a name is free in the folder. */
  @FunctionalInterface
  interface Names {
    boolean test(String relative) throws IOException;
  }

  /** Loads the claims of an earlier run. */
  private void load() throws IOException {
    if (!isLoaded) {
      memory.claims(root).forEach((id, relative) -> claimed.put(fold(relative), id));
      isLoaded = true;
    }
  }

  /** Takes a claim back to what was known before it: a copy that is owed must stay owed. */
  void takeBack(PhotoId id, Optional<Intent> before) throws IOException {
    if (before.isPresent()) {
      memory.put(root, id, before.get());
    } else {
      memory.remove(root, id);
    }
    synchronized (this) {
      claimed.values().removeIf(id::equals);
      before
          .filter(intent -> intent.stage() == Intent.Stage.CLAIMED)
          .ifPresent(intent -> claimed.putIfAbsent(fold(intent.relative()), id));
    }
  }

  /** Gives the claim up. */
  void remove(PhotoId id) throws IOException {
    memory.remove(root, id);
    release(id);
  }

  /** Gives up what was owed to a copy, and the claims of its companions there. */
  void removeOwed(PhotoId id) throws IOException {
    memory.removeOwed(root, id);
    release(id);
  }

  /** Lets others claim the name of a photo that is filed and remembered. */
  synchronized void release(PhotoId id) {
    claimed.values().removeIf(id::equals);
    companions.values().forEach(of -> of.release(id));
  }

  /** Names that a file system may take for the same: Windows ignores case, macOS also the form. */
  static String fold(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return Normalizer.normalize(upper.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
  }
}
