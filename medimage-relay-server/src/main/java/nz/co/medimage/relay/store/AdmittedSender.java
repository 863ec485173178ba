package nz.co.medimage.relay.store;

import java.util.Objects;
import java.util.UUID;
import nz.co.medimage.api.transport.TokenHash;

/**
 * Who may leave messages in a mailbox.
 *
 * @param mailbox that takes them
 * @param token the hash of what the sender shows
 */
public record AdmittedSender(UUID mailbox, TokenHash token) {

  /** Refuses null. */
  public AdmittedSender {
    Objects.requireNonNull(mailbox, "mailbox");
    Objects.requireNonNull(token, "token");
  }
}
