package nz.co.medimage.transport.http.v1;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.TokenHash;

/**
 * A part of the list of senders who may leave messages in a mailbox: those whose ids, as text, come
 * after {@code after} and not after {@code to}. Immutable.
 *
 * @param after empty if the part begins with the first sender
 * @param to empty if it ends with the last one
 * @param senders all senders of the part; at most {@link SenderList#MOST} go over the wire at once
 */
public record SenderPage(
    Optional<PairingId> after, Optional<PairingId> to, Map<PairingId, TokenHash> senders) {
  /**
   * The maximum number of senders of one mailbox, over all pages: 10,000, {@code spec/relay-v1.md},
   * section 4.
   */
  public static final int MOST_OF_A_MAILBOX = 10_000;

  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException if a sender is outside the part
   */
  public SenderPage {
    Objects.requireNonNull(after, "after");
    Objects.requireNonNull(to, "to");
    senders = Map.copyOf(senders);
    for (PairingId sender : senders.keySet()) {
      if (!covers(after, to, sender)) {
        throw new IllegalArgumentException("a sender is outside of the part that is replaced");
      }
    }
  }

  /** Whether a sender, listed or not, is in this part. */
  public boolean covers(PairingId sender) {
    return covers(after, to, sender);
  }

  private static boolean covers(
      Optional<PairingId> after, Optional<PairingId> to, PairingId sender) {
    return (!after.isPresent() || isBefore(after.get(), sender))
        && !(to.isPresent() && isBefore(to.get(), sender));
  }

  /** Compares as text, because UUIDs compare as signed numbers. */
  private static boolean isBefore(PairingId a, PairingId b) {
    return a.toString().compareTo(b.toString()) < 0;
  }

  /** Splits a whole list into pages; one page if it is empty. */
  public static List<SenderPage> whole(Map<PairingId, TokenHash> senders) {
    List<SenderPage> pages = new ArrayList<>();
    Optional<PairingId> after = Optional.empty();
    Map<PairingId, TokenHash> page = new LinkedHashMap<>();
    for (PairingId sender : sorted(senders)) {
      if (page.size() == SenderList.MOST) {
        Optional<PairingId> last = last(page);
        pages.add(new SenderPage(after, last, page));
        page.clear();
        after = last;
      }
      page.put(sender, Objects.requireNonNull(senders.get(sender)));
    }
    pages.add(new SenderPage(after, Optional.empty(), page));
    return pages;
  }

  /** Returns the pages that turn one list into another; none if they are the same. */
  public static List<SenderPage> changes(
      Map<PairingId, TokenHash> before, Map<PairingId, TokenHash> now) {
    Map<PairingId, TokenHash> all = new LinkedHashMap<>(before);
    all.putAll(now);
    List<SenderPage> pages = new ArrayList<>();
    List<PairingId> changed = new ArrayList<>();
    Optional<PairingId> unchanged = Optional.empty();
    for (PairingId sender : sorted(all)) {
      boolean same = Objects.equals(before.get(sender), now.get(sender));
      if ((same || changed.size() == SenderList.MOST) && !changed.isEmpty()) {
        pages.add(page(unchanged, changed, now));
        unchanged = Optional.of(changed.get(changed.size() - 1));
        changed.clear();
      }
      if (same) {
        unchanged = Optional.of(sender);
      } else {
        changed.add(sender);
      }
    }
    if (!changed.isEmpty()) {
      pages.add(page(unchanged, changed, now));
    }
    return pages;
  }

  private static SenderPage page(
      Optional<PairingId> after, List<PairingId> changed, Map<PairingId, TokenHash> now) {
    Map<PairingId, TokenHash> page = new LinkedHashMap<>(now);
    page.keySet().retainAll(changed);
    return new SenderPage(after, Optional.of(changed.get(changed.size() - 1)), page);
  }

  private static Optional<PairingId> last(Map<PairingId, TokenHash> page) {
    return page.keySet().stream().reduce((first, second) -> second);
  }

  private static List<PairingId> sorted(Map<PairingId, TokenHash> senders) {
    Map<String, PairingId> sorted = new TreeMap<>();
    senders.keySet().forEach(sender -> sorted.put(sender.toString(), sender));
    return new ArrayList<>(sorted.values());
  }
}
