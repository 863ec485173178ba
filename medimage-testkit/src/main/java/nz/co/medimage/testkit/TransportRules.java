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
          "Tell progress that never goes back and ends at the size; pass on what it throws.");
  static final Rule RESUME =
      new Rule("transport-resume", "Go on where the earlier attempt stopped.");
  static final Rule RECEIPT =
      new Rule(
          "transport-receipt",
          "Return the receipt as the receiver gave it, nothing if there is none in time, and throw"
              + " EnvelopeLostException if the envelope is not held.");
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
      new Rule("transport-close", "Closing a link breaks off what other threads do with it.");
  static final Rule THREADS =
      new Rule("transport-threads", "Let several threads use one link at once.");
  static final Rule OFFERS =
      new Rule(
          "transport-offers",
          "Find those offers alone that are announced, and carry messages and refusals as they"
              + " are.");

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
          THREADS,
          OFFERS);

  private TransportRules() {}
}
