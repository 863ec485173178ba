package nz.co.medimage.relay.store;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A nameplate under which a mailbox takes pairing messages for a while.
 *
 * @param id the {@code from} in the keys of its messages; random
 * @param mailbox that takes them
 * @param nameplate under which it is found
 * @param until when it is over, to the millisecond
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
