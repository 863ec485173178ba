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
 * @param fresh whether no upload of it was begun before, as far as the sender knows. The other end
 *     then has nothing of it, so a transport need not ask first where the upload stands. Only a
 *     hint: the sender's home may be a copy of another
 */
public record SealedEnvelope(EnvelopeId id, Path file, long size, boolean fresh) {

  /** Refuses null. */
  public SealedEnvelope {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(file, "file");
  }

  /** Makes one of which the other end may have a part already. */
  public SealedEnvelope(EnvelopeId id, Path file, long size) {
    this(id, file, size, false);
  }
}
