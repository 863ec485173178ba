package nz.co.medimage.receiver;

import nz.co.medimage.receiver.IntakeDesk.Source;

/** What came of an envelope by one way, in the hands of the pipeline. */
final class Copy {
  final HeldEnvelope envelope;
  final Source source;
  final Awaited receipt = new Awaited();

  /** Whether its file is being put away: one of the same name is another copy. */
  boolean ending;

  Copy(HeldEnvelope envelope, Source source) {
    this.envelope = envelope;
    this.source = source;
  }

  boolean isOf(HeldEnvelope other) {
    return envelope.file().equals(other.file());
  }
}
