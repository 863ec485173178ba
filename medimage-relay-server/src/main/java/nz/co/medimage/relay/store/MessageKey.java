package nz.co.medimage.relay.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Objects;
import java.util.UUID;

/**
 * Identifies a message at a relay. Senders choose the ids of their messages, and two may choose the
 * same, so all three parts count.
 *
 * @param mailbox the id of the receiver's mailbox
 * @param from the pairing that sent an envelope, or the offer that a pairing message is for
 * @param id the id of the envelope or of the pairing message
 */
public record MessageKey(UUID mailbox, UUID from, UUID id) {

  /** Refuses null. */
  public MessageKey {
    Objects.requireNonNull(mailbox, "mailbox");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(id, "id");
  }

  /**
   * The id by which listeners are told that the message has its reply or was dropped. Always the
   * same for a message, and different for each.
   */
  public UUID topic() {
    return UUID.nameUUIDFromBytes((mailbox + "/" + from + "/" + id).getBytes(US_ASCII));
  }
}
