package nz.co.medimage.relay.store;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.TokenHash;

/**
 * A part of the list of who may leave messages in a mailbox: all those whose ids, as text, come
 * after {@code after} and not after {@code to}.
 *
 * @param after empty if the part begins with the first
 * @param to empty if it ends with the last
 * @param senders all that the part has; none is outside of it
 */
public record SenderPage(Optional<UUID> after, Optional<UUID> to, Map<UUID, TokenHash> senders) {

  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException if a sender is outside of the part
   */
  public SenderPage {
    Objects.requireNonNull(after, "after");
    Objects.requireNonNull(to, "to");
    senders = Map.copyOf(senders);
    for (UUID pairing : senders.keySet()) {
      if (!covers(after, to, pairing)) {
        throw new IllegalArgumentException("a sender is outside of its part of the list");
      }
    }
  }

  /** The whole list. */
  public static SenderPage whole(Map<UUID, TokenHash> senders) {
    return new SenderPage(Optional.empty(), Optional.empty(), senders);
  }

  /** Whether a sender, listed or not, is in this part. */
  boolean covers(UUID pairing) {
    return covers(after, to, pairing);
  }

  /** As text: UUIDs compare as signed numbers. */
  private static boolean covers(Optional<UUID> after, Optional<UUID> to, UUID pairing) {
    String id = pairing.toString();
    return (after.isEmpty() || id.compareTo(after.get().toString()) > 0)
        && (to.isEmpty() || id.compareTo(to.get().toString()) <= 0);
  }
}
