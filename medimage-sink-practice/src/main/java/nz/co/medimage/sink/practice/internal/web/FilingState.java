package nz.co.medimage.sink.practice.internal.web;

/** The words of this sink in the journal for how far a photo is. */
final class FilingState {
  /** The request that files it may have left. */
  static final String SENT = "sent";

  /** Nobody can tell whether the target has it: a person was asked. */
  static final String ASKED = "asked";

  /** The target has it, and the steps behind that are not done. */
  static final String ACCEPTED = "accepted";

  private FilingState() {}
}
