package nz.co.medimage.relay.store;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

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
   * @param upload names this upload of it; when it is uploaded again, that is another
   * @param size in bytes
   * @param nameplate of the offer that a pairing message is for; empty for an envelope
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
