package nz.co.medimage.relay.store;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.transport.TokenHash;

/**
 * The mailbox of a receiver.
 *
 * @param id the id that the receiver chose
 * @param token the hash of the token with which the receiver collects
 * @param granted the bytes that the operator has granted beyond the free ones
 * @param seen when the receiver was last {@linkplain RelayStore#touch there}
 * @param session the run of the receiver that collects; empty if none does
 * @param challenger another run, which asks whether that one is still there; empty if none does
 */
public record Mailbox(
    UUID id,
    TokenHash token,
    long granted,
    Instant seen,
    Optional<UUID> session,
    Optional<UUID> challenger) {

  /** Refuses null. */
  public Mailbox {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(token, "token");
    Objects.requireNonNull(seen, "seen");
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(challenger, "challenger");
  }

  /** Whether this run of the receiver is the one that collects. */
  public boolean isCurrent(UUID run) {
    return session.isPresent() && session.get().equals(run);
  }
}
