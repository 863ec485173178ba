package nz.co.medimage.sender;

import java.util.Objects;
import nz.co.medimage.api.EnvelopeId;
import org.jspecify.annotations.Nullable;

/** What the files of a home tell about one photo. Immutable; compared by value. */
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

  /** Its envelope. */
  public EnvelopeId id() {
    return id;
  }

  /** The receiver's name. */
  public String to() {
    return to;
  }

  /** Bytes of the sealed envelope. */
  public long size() {
    return size;
  }

  /**
   * {@link DeliveryStatus.State#SEALED} for one that waits, {@link DeliveryStatus.State#UNPAIRED}
   * if its receiver was asked and has ended the pairing; otherwise how it ended.
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

  /** Its envelope and state. */
  @Override
  public String toString() {
    return "OutboxEntry[" + id + ", " + status.state() + "]";
  }
}
