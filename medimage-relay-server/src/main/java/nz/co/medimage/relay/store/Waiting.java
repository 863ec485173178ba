package nz.co.medimage.relay.store;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * The messages that wait in a mailbox.
 *
 * @param messages the whole messages without a reply, oldest first
 * @param next an opaque value, with which to ask for later messages
 */
public record Waiting(List<Message> messages, String next) {

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
   */
  public record Message(MessageKey key, UUID upload, long size, Optional<String> nameplate) {

    /** Refuses null. */
    public Message {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(upload, "upload");
      Objects.requireNonNull(nameplate, "nameplate");
    }
  }
}
