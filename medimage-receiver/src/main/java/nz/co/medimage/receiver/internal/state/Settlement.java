package nz.co.medimage.receiver.internal.state;

import java.time.Instant;
import java.util.Objects;

/**
 * That a person said whether a sink has a photo, when nobody else knew.
 *
 * @param at when it was said
 * @param by who said it
 * @param sink the id of the sink
 * @param filed whether its target has the photo
 */
public record Settlement(Instant at, String by, String sink, boolean filed) {
  /** Refuses null. */
  public Settlement {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(by, "by");
    Objects.requireNonNull(sink, "sink");
  }
}
