package nz.co.medimage.sender;

import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import org.jspecify.annotations.Nullable;

/**
 * Finds earlier envelopes of the same photo, or with the same key of the caller. If two threads
 * send under one mark, the second waits for the first. Safe for use by several threads.
 */
final class EarlierSends {
  private final Map<String, List<Earlier>> byMark = new HashMap<>();
  private final Set<String> claimed = new HashSet<>();

  /**
   * An envelope that was sealed.
   *
   * @param mark its mark
   * @param pairing the pairing whose key opens it; null if it ended before this process started
   */
  record Earlier(EnvelopeId id, SendMark mark, @Nullable PairingId pairing) {}

  /** Adds an envelope. */
  synchronized void add(EnvelopeId id, SendMark mark, @Nullable PairingId pairing) {
    Earlier earlier = new Earlier(id, mark, pairing);
    marks(mark)
        .forEach(each -> byMark.computeIfAbsent(each, none -> new ArrayList<>()).add(earlier));
  }

  private static List<String> marks(SendMark mark) {
    return Stream.of(mark.photo(), mark.key()).filter(m -> m != null).collect(Collectors.toList());
  }

  /** All envelopes under a mark, in the order in which they were added. */
  synchronized List<Earlier> find(@Nullable String mark) {
    return List.copyOf(byMark.getOrDefault(mark, List.of()));
  }

  /**
   * Waits until no other thread holds a part of the mark, then holds it; {@link #release} follows.
   */
  synchronized void claim(SendMark mark) throws InterruptedIOException {
    List<String> marks = marks(mark);
    while (marks.stream().anyMatch(claimed::contains)) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException(
            "The photo was not accepted, because the thread that sends it was interrupted.");
      }
    }
    claimed.addAll(marks);
  }

  synchronized void release(SendMark mark) {
    marks(mark).forEach(claimed::remove);
    notifyAll();
  }

  /** Forgets envelopes that are no longer known. */
  synchronized void keepOnly(Predicate<EnvelopeId> known) {
    byMark.values().forEach(all -> all.removeIf(earlier -> !known.test(earlier.id())));
    byMark.values().removeIf(List::isEmpty);
  }
}
