package nz.co.medimage.api;

import java.time.Instant;
import java.util.Objects;

/** The content of a receipt that gives a reason. */
record Explanation<C>(EnvelopeId id, Instant at, C code, String message) {
  Explanation {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(message, "message");
  }

  /** Leaves the message out: it can be about a patient, or name a file. */
  @Override
  public String toString() {
    return "[" + id + ", " + code + "]";
  }
}
