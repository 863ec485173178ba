package nz.co.medimage.relay.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Objects;
import java.util.UUID;

/**
 * Names what a sender left for a receiver. Senders choose ids, so that one alone says nothing: two
 * may choose the same.
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

  /**
   * What listeners are told when it has its reply or was dropped: always the same, and another one
   * for any other message.
   */
  public UUID topic() {
    return UUID.nameUUIDFromBytes((mailbox + "/" + from + "/" + id).getBytes(US_ASCII));
  }
}
