package nz.co.medimage.testkit;

import java.util.List;

/** The rules of {@link IntakeContract}, which the Javadoc of {@code Intake} lists. */
final class IntakeRules {
  static final Rule AUTHENTICATE =
      new Rule(
          "intake-authenticate", "Let in who shows the id and the token of a pairing that stands.");
  static final Rule REVOKED =
      new Rule(
          "intake-revoked",
          "Look at each call, and at each block of an upload, whether the pairing still stands.");
  static final Rule BEGIN =
      new Rule(
          "intake-begin",
          "Answer each begin with the offset at which the upload stands, and change nothing.");
  static final Rule SIZE =
      new Rule(
          "intake-size",
          "Begin an unfinished upload of another size anew, and defer one of less than a byte.");
  static final Rule OFFSETS =
      new Rule(
          "intake-offsets",
          "Append only at the offset at which the upload stands; else say in an"
              + " OffsetConflictException where that is.");
  static final Rule KEEPS =
      new Rule(
          "intake-keeps", "Keep what arrived before the stream broke, and pass on how it did.");
  static final Rule BLOCKS =
      new Rule(
          "intake-blocks", "Append all that a block in memory has left, and do not change it.");
  static final Rule ONE_WRITER =
      new Rule("intake-one-writer", "Never let two threads append to one upload at once.");
  static final Rule LOST =
      new Rule("intake-lost", "Answer EnvelopeLostException for an envelope that is not held.");
  static final Rule APART =
      new Rule("intake-apart", "Name an envelope by its id together with the pairing.");
  static final Rule RECEIPT =
      new Rule(
          "intake-receipt",
          "Give each who asks a future of its own, and the receipt once there is"
              + " one; never throw from the call.");
  static final Rule CANCEL =
      new Rule("intake-cancel", "Keep nothing for a future that was cancelled.");
  static final Rule NO_OFFER =
      new Rule(
          "intake-no-offer",
          "Answer a pairing message to no open offer with a PairingRefusedException, NO_OFFER.");

  static final List<Rule> ALL =
      List.of(
          AUTHENTICATE,
          REVOKED,
          BEGIN,
          SIZE,
          OFFSETS,
          KEEPS,
          BLOCKS,
          ONE_WRITER,
          LOST,
          APART,
          RECEIPT,
          CANCEL,
          NO_OFFER);

  private IntakeRules() {}
}
