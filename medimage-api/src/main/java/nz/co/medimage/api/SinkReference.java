package nz.co.medimage.api;

import java.util.Objects;

/**
 * Where one sink put a photo. Immutable.
 *
 * @param sink the id of the sink
 * @param reference what the sink calls it, such as a path below its folder or the id of a record. A
 *     receiver keeps 1000 UTF-16 units of it, including the ellipsis if it was cut, and fewer if
 *     there are more than nine required sinks
 */
public record SinkReference(String sink, String reference) {

  /** Refuses null. */
  public SinkReference {
    Objects.requireNonNull(sink, "sink");
    Objects.requireNonNull(reference, "reference");
  }

  /** Names the sink alone: a reference can hold a patient id. */
  @Override
  public String toString() {
    return "SinkReference[" + sink + "]";
  }
}
