package nz.co.medimage.transport.http.server;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A receiver's request for its mailbox. Immutable.
 *
 * @param session the id of this run of the receiver
 * @param key the enrolment key that the receiver shows, if any
 * @param isLocal whether the receiver runs on this machine
 */
public record Enrolment(UUID session, Optional<String> key, boolean isLocal) {

  /** Refuses null. */
  public Enrolment {
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(key, "key");
  }
}
