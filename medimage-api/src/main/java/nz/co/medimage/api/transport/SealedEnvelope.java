package nz.co.medimage.api.transport;

import java.nio.file.Path;
import java.util.Objects;
import nz.co.medimage.api.EnvelopeId;

/**
 * A sealed envelope in a file that does not change while a transport holds this.
 *
 * @param id the envelope
 * @param file its bytes, owned by the sender
 * @param size their number
 */
public record SealedEnvelope(EnvelopeId id, Path file, long size) {

  /** Refuses null. */
  public SealedEnvelope {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(file, "file");
  }
}
