package nz.co.medimage.relay.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * The messages that wait in a mailbox.
 *
 * @param messages the messages without a reply: the whole ones, oldest first, then those that are
 *     coming in, if they were asked for
 * @param next an opaque value, with which to ask for later messages
 */
public record Waiting(List<Message> messages, String next) {

  /**
   * The id by which listeners are told that a message begins to come into a mailbox. Always the
   * same for a mailbox, and different for each.
   */
  public static UUID comingTopic(UUID mailbox) {
    return UUID.nameUUIDFromBytes((mailbox + "/coming").getBytes(US_ASCII));
  }

  /** Copies the list. */
  public Waiting {
    messages = List.copyOf(messages);
    Objects.requireNonNull(next, "next");
  }

  /**
   * A message that waits.
   *
   * @param key the message
   * @param upload the id of this upload; if the message is uploaded again, it gets another
   * @param size the size in bytes
   * @param nameplate the nameplate of the offer that a pairing message is for; empty for an
   *     envelope
   * @param isWhole false while it is coming in
   */
  public record Message(
      MessageKey key, UUID upload, long size, Optional<String> nameplate, boolean isWhole) {

    /** A whole message. */
    public Message(MessageKey key, UUID upload, long size, Optional<String> nameplate) {
      this(key, upload, size, nameplate, true);
    }

    /** Refuses null. */
    public Message {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(upload, "upload");
      Objects.requireNonNull(nameplate, "nameplate");
    }
  }
}
