package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.file.DurableFiles;
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

  private final Path folder;
  private @Nullable Map<EnvelopeId, Intent> open;

  Intents(Path folder) {
    this.folder = folder;
  }

  private synchronized Map<EnvelopeId, Intent> open() throws IOException {
    Map<EnvelopeId, Intent> loaded = open;
    if (loaded == null) {
      loaded = load();
      open = loaded;
    }
    return loaded;
  }

  private Map<EnvelopeId, Intent> load() throws IOException {
    DurableFiles.createPrivateFolders(folder);
    Map<EnvelopeId, Intent> loaded = new HashMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        load(file, loaded);
      }
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
   * Claims the first name that no other photo has claimed and that is free, in place of what this
   * photo claimed before.
   *
   * @throws IOException if all are taken or the disk fails; then nothing is claimed anew
   */
  synchronized Intent claim(EnvelopeId id, PhotoName name, String sha256, Names free)
      throws IOException {
    for (int choice = 1; choice <= MAX_CHOICES; choice++) {
      String relative = name.relative(choice);
      if (!isClaimed(relative) && free.test(relative)) {
        Intent intent = new Intent(Intent.Stage.CLAIMED, sha256, relative);
        put(id, intent);
        return intent;
      }
    }
    throw new IOException("too many photos have one name");
  }

  /** Which names nothing stands under yet. */
  @FunctionalInterface
  interface Names {
    boolean test(String relative) throws IOException;
  }

  /** Remembers, durably, how far a photo is. */
  synchronized void put(EnvelopeId id, Intent intent) throws IOException {
    Map<EnvelopeId, Intent> claims = open();
    DurableFiles.write(file(id), intent.toBytes());
    claims.put(id, intent);
  }

  /** Forces to disk that what is known here is listed. */
  void force() throws IOException {
    DurableFiles.forceFolder(folder);
  }

  private boolean isClaimed(String relative) throws IOException {
    String folded = fold(relative);
    return open().values().stream()
        .filter(intent -> intent.stage() == Intent.Stage.CLAIMED)
        .anyMatch(intent -> fold(intent.relative()).equals(folded));
  }

  /** Names that a file system may take for the same: Windows ignores case, macOS also the form. */
  private static String fold(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return Normalizer.normalize(upper.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
  }

  /** Gives the claim up, moving what stands in its file to where finished ones are kept. */
  synchronized void moveTo(EnvelopeId id, Path kept) throws IOException {
    DurableFiles.moveInto(file(id), kept);
    open().remove(id);
  }

  /** Gives the claim up. */
  synchronized void remove(EnvelopeId id) throws IOException {
    Files.deleteIfExists(file(id));
    open().remove(id);
  }

  private Path file(EnvelopeId id) {
    return folder.resolve(id.toString());
  }
}
