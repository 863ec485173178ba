package nz.co.medimage.sender;

import java.util.Objects;
import nz.co.medimage.api.EnvelopeId;
import org.jspecify.annotations.Nullable;

/** One photo in a sender's home, by what its files say. Immutable; compared by value. */
public final class OutboxEntry {
  private final EnvelopeId id;
  private final String to;
  private final long size;
  private final DeliveryStatus status;

  OutboxEntry(EnvelopeId id, String to, long size, DeliveryStatus status) {
    this.id = Objects.requireNonNull(id, "id");
    this.to = Objects.requireNonNull(to, "to");
    this.size = size;
    this.status = Objects.requireNonNull(status, "status");
  }

  /** The id of the envelope. */
  public EnvelopeId id() {
    return id;
  }

  /** The receiver's name. */
  public String to() {
    return to;
  }

  /** The size of the sealed envelope in bytes. */
  public long size() {
    return size;
  }

  /**
   * The status of the photo: {@link DeliveryStatus.State#SEALED} if it waits, {@link
   * DeliveryStatus.State#UNPAIRED} if its receiver was asked and has ended the pairing, otherwise
   * how it ended.
   */
  public DeliveryStatus status() {
    return status;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OutboxEntry that
        && id.equals(that.id)
        && to.equals(that.to)
        && size == that.size
        && status.equals(that.status);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, to, size, status);
  }

  /** Shows the envelope and the state. */
  @Override
  public String toString() {
    return "OutboxEntry[" + id + ", " + status.state() + "]";
  }
}
