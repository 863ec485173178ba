package nz.co.medimage.api.transport;

import java.nio.file.Path;
import java.util.Objects;
import nz.co.medimage.api.EnvelopeId;

/**
 * A sealed envelope in a file. The file does not change while a transport uses it. Immutable.
 *
 * @param id the id of the envelope
 * @param file the file with its bytes; the sender owns and deletes it
 * @param size the length of the file in bytes
 */
public record SealedEnvelope(EnvelopeId id, Path file, long size) {

  /** Refuses null. */
  public SealedEnvelope {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(file, "file");
  }
}
