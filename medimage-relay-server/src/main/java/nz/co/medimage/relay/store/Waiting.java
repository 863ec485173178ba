package nz.co.medimage.relay.store;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What waits in a mailbox.
 *
 * @param messages whole and without a reply, the oldest first
 * @param next what to ask with for those that come later; opaque
 */
public record Waiting(List<Message> messages, String next) {

  /** Copies the list. */
  public Waiting {
    messages = List.copyOf(messages);
    Objects.requireNonNull(next, "next");
  }

  /**
   * One of them.
   *
   * @param size in bytes
   * @param nameplate of the offer that a pairing message is for; empty for an envelope
   */
  public record Message(MessageKey key, long size, Optional<String> nameplate) {

    /** Refuses null. */
    public Message {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(nameplate, "nameplate");
    }
  }
}
