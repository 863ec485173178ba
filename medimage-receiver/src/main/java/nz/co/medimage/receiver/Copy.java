package nz.co.medimage.receiver;

/** A copy of an envelope, as it came over one route, in the pipeline. */
final class Copy {
  final HeldEnvelope envelope;
  final IfUnsupported ifUnsupported;
  final PendingReceipt receipt = new PendingReceipt();
  final PhotoProgress progress;

  /** Whether its file is being put away: one of the same name is another copy. */
  boolean ending;

  /** What becomes of one that seems to be of a later version. */
  enum IfUnsupported {
    /** It is kept for a later version of this receiver. */
    HELD,
    /** It is dropped: where it came from has it still, or it lies in quarantine. */
    DROPPED
  }

  /**
   * Has nothing done to it yet.
   *
   * @param wake has another attempt made at it
   */
  Copy(HeldEnvelope envelope, IfUnsupported ifUnsupported, Runnable wake) {
    this.envelope = envelope;
    this.ifUnsupported = ifUnsupported;
    progress = new PhotoProgress(wake);
  }

  boolean isOf(HeldEnvelope other) {
    return envelope.file().equals(other.file());
  }
}
