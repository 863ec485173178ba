package nz.co.medimage.testkit;

import java.util.List;

/** The rules of {@link TransportContract}, which the Javadoc of {@code Transport} lists. */
final class TransportRules {
  static final Rule ID =
      new Rule("transport-id", "Give transport, listener and route one and the same id.");
  static final Rule UPLOAD =
      new Rule(
          "transport-upload",
          "Return from upload only when the other end has every byte, unchanged.");
  static final Rule PROGRESS =
      new Rule(
          "transport-progress",
          "Tell progress on the caller's thread, first where the upload resumes; never go back, end"
              + " at the size, and pass on what it throws.");
  static final Rule RESUME =
      new Rule("transport-resume", "Go on where the earlier attempt stopped.");
  static final Rule RECEIPT =
      new Rule(
          "transport-receipt",
          "Return the receipt as the receiver gave it, nothing if there is none in time, at once if"
              + " the time is zero, and throw EnvelopeLostException if the envelope is not held.");
  static final Rule NOT_PAIRED =
      new Rule(
          "transport-not-paired",
          "Throw NotPairedException if, and only if, the other end does not accept the device.");
  static final Rule DEFERRED =
      new Rule(
          "transport-deferred",
          "Throw EnvelopeDeferredException, with the other end's sentence, if it defers.");
  static final Rule RIGHT_RECEIVER =
      new Rule(
          "transport-right-receiver",
          "Prove the receiver before a byte or the credential goes to it.");
  static final Rule CLOSE =
      new Rule(
          "transport-close",
          "Closing a link, its transport or the listener breaks off what other threads do with the"
              + " link.");
  static final Rule INTERRUPT =
      new Rule(
          "transport-interrupt",
          "End an upload or a wait with an InterruptedIOException if its thread is interrupted.");
  static final Rule CANCEL =
      new Rule(
          "transport-cancel",
          "Cancel the future of Intake.receipt when the wait, its connection or the listener"
              + " ends.");
  static final Rule RESTART =
      new Rule(
          "transport-restart",
          "Keep the key and the name of the receiver in ListenerContext.secrets, so that paired"
              + " senders know it again after a restart.");
  static final Rule THREADS =
      new Rule("transport-threads", "Let several threads use one link at once.");
  static final Rule OFFERS =
      new Rule(
          "transport-offers",
          "Find those offers alone that are announced; carry messages of 8,192 bytes, answers of"
              + " 65,536, and refusals as they are; find none if an address is not for this"
              + " transport.");

  static final List<Rule> ALL =
      List.of(
          ID,
          UPLOAD,
          PROGRESS,
          RESUME,
          RECEIPT,
          NOT_PAIRED,
          DEFERRED,
          RIGHT_RECEIVER,
          CLOSE,
          INTERRUPT,
          CANCEL,
          RESTART,
          THREADS,
          OFFERS);

  private TransportRules() {}
}
