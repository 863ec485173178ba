package nz.co.medimage.transport.http.server;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * How a receiver asks for its mailbox.
 *
 * @param session which run of the receiver it is
 * @param key what the operator gave out, as the receiver says
 * @param isLocal whether the receiver runs on this machine
 */
public record Enrolment(UUID session, Optional<String> key, boolean isLocal) {

  /** Refuses null. */
  public Enrolment {
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(key, "key");
  }
}
