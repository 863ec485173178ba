package nz.co.medimage.relay.store;

import java.util.Objects;
import java.util.UUID;
import nz.co.medimage.api.TokenHash;

/**
 * One receiver's mailbox.
 *
 * @param id that the receiver chose
 * @param token the hash of what the receiver shows to collect
 * @param granted bytes that the operator granted beyond what is free
 */
public record Mailbox(UUID id, TokenHash token, long granted) {

  /** Refuses null. */
  public Mailbox {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(token, "token");
  }
}
