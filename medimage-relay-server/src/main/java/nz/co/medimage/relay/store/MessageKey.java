package nz.co.medimage.relay.store;

import java.util.Objects;
import java.util.UUID;

/**
 * Names what a sender left for a receiver.
 *
 * @param mailbox the receiver's
 * @param from the pairing that sent an envelope, or the offer that a pairing message is for
 * @param id of the envelope, or of the pairing message
 */
public record MessageKey(UUID mailbox, UUID from, UUID id) {

  /** Refuses null. */
  public MessageKey {
    Objects.requireNonNull(mailbox, "mailbox");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(id, "id");
  }
}
