package nz.co.medimage.relay.store;

import java.util.Objects;
import java.util.UUID;

/**
 * A nameplate that a receiver holds.
 *
 * @param id random; whom messages for it are from
 * @param mailbox the receiver's
 */
public record Offer(UUID id, UUID mailbox) {

  /** Refuses null. */
  public Offer {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(mailbox, "mailbox");
  }
}
