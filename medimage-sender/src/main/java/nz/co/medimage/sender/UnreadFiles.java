package nz.co.medimage.sender;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the outbox that could not be read when the sender started, for example because a
 * virus scanner had them open. Each is a photo that waits: its name says which one, but not under
 * which pairing. Safe for use by several threads.
 */
final class UnreadFiles {
  private static final Logger LOG = LoggerFactory.getLogger(UnreadFiles.class);

  private final DiskOutbox outbox;
  private final Consumer<DiskOutbox.Entry> taker;

  /** Each file with the sentence that says why. */
  private final Map<Path, String> files;

  /** Makes one that gives {@code taker} the files that can be read after all. */
  UnreadFiles(DiskOutbox outbox, Map<Path, String> files, Consumer<DiskOutbox.Entry> taker) {
    this.outbox = outbox;
    this.files = new ConcurrentHashMap<>(files);
    this.taker = taker;
  }

  /** Why one of these files cannot be read, if there are any. */
  Optional<String> anyReason() {
    return files.values().stream().findFirst();
  }

  /** Tries to read them again. */
  synchronized void look() {
    if (files.isEmpty()) {
      return;
    }
    Map<Path, String> still = new HashMap<>();
    try {
      List<DiskOutbox.Entry> readable =
          outbox.read(List.copyOf(files.keySet()), LOG::warn, still::put);
      readable.forEach(taker);
    } catch (IOException e) {
      LOG.warn("The outbox cannot be read now: {}", e.toString());
      return;
    }
    // Only after they were taken, so that at every moment somebody knows about them.
    files.keySet().retainAll(still.keySet());
  }

  /**
   * Refuses a photo that may be one of these files, after trying to read them once more.
   *
   * @param joins whether a file of the same photo counts too, not only one with its key
   * @throws IOException with one sentence for the user if it may be one of them
   */
  void requireOther(SendMark mark, boolean joins) throws IOException {
    if (files.isEmpty() || (!joins && mark.key() == null)) {
      return;
    }
    look();
    for (Map.Entry<Path, String> each : files.entrySet()) {
      Optional<SendMark> waiting = EntryName.ofSealed(each.getKey()).map(EntryName::mark);
      if (waiting.filter(other -> isOne(other, mark, joins)).isPresent()) {
        throw new IOException(
            "The photo was not accepted, because it may be waiting already; send it again once"
                + " this file can be read: "
                + each.getValue());
      }
    }
  }

  private static boolean isOne(SendMark waiting, SendMark sent, boolean joins) {
    return (joins && waiting.photo().equals(sent.photo()))
        || (sent.key() != null && sent.key().equals(waiting.key()));
  }
}
