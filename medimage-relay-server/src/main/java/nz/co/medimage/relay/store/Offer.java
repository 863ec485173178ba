package nz.co.medimage.relay.store;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A pairing offer: a mailbox takes pairing messages under a nameplate for a while.
 *
 * @param id a random id, the {@code from} in the keys of its messages
 * @param mailbox the mailbox that takes them
 * @param nameplate the digits under which senders find the offer
 * @param until when the offer is over, to the millisecond
 */
public record Offer(UUID id, UUID mailbox, String nameplate, Instant until) {

  /** Refuses null. */
  public Offer {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(mailbox, "mailbox");
    Objects.requireNonNull(nameplate, "nameplate");
    Objects.requireNonNull(until, "until");
  }
}
