package nz.co.medimage.sender;

import java.util.Objects;
import nz.co.medimage.api.EnvelopeId;

/**
 * What the files of a home tell of one photo.
 *
 * @param id its envelope
 * @param to the receiver's name
 * @param size of the sealed envelope in bytes
 * @param status {@link DeliveryStatus.State#SEALED} for one that waits, {@link
 *     DeliveryStatus.State#UNPAIRED} if its receiver was asked and has ended the pairing, else how
 *     it ended
 */
public record OutboxEntry(EnvelopeId id, String to, long size, DeliveryStatus status) {

  /** Refuses null. */
  public OutboxEntry {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(status, "status");
  }
}
