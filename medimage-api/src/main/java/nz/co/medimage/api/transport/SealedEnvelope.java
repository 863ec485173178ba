package nz.co.medimage.api.transport;

import java.nio.file.Path;
import java.util.Objects;
import nz.co.medimage.api.EnvelopeId;

/**
 * A sealed envelope in a file, which does not change while a transport uses it.
 *
 * @param id the envelope
 * @param file its bytes; the file belongs to the sender
 * @param size how many bytes
 */
public record SealedEnvelope(EnvelopeId id, Path file, long size) {

  /** Refuses null. */
  public SealedEnvelope {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(file, "file");
  }
}
