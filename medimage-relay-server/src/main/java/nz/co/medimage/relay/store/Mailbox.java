package nz.co.medimage.relay.store;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.transport.TokenHash;

/**
 * One receiver's mailbox.
 *
 * @param id that the receiver chose
 * @param token the hash of what the receiver shows to collect
 * @param granted bytes that the operator granted beyond what is free
 * @param seen when the receiver was last {@linkplain RelayStore#touch noted} as being there
 * @param session the run of the receiver that collects; empty if none does
 * @param challenger another run, which asks whether that one is still there
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
