package nz.co.medimage.relay.store;

import java.util.Objects;
import java.util.UUID;
import nz.co.medimage.api.transport.TokenHash;

/**
 * A sender that may leave messages in a mailbox.
 *
 * @param mailbox the mailbox that takes its messages
 * @param token the hash of the token that the sender shows
 */
public record AdmittedSender(UUID mailbox, TokenHash token) {

  /** Refuses null. */
  public AdmittedSender {
    Objects.requireNonNull(mailbox, "mailbox");
    Objects.requireNonNull(token, "token");
  }
}
