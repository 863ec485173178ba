package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract itself under test: the transport in memory passes, broken ones fail their rule. */
final class TransportContractTest {

  @Test
  void transportInMemoryPasses() {
    ContractRun run = ContractRun.of(TransportExamples.Sound.class);
    assertEquals(Set.of(), run.messages());
    assertEquals(2, run.skipped(), "tests that need sockets");
  }

  @Test
  void transportThatProvesTheReceiverPasses() {
    String test = "anotherReceiverAtThatAddressGetsNothing";
    ContractRun run = ContractRun.of(TransportExamples.OverTcp.class, test);
    assertEquals(Set.of(), run.messages());
    assertEquals(1, run.succeeded());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("broken")
  void brokenTransportFails(Class<?> contract, Rule rule, String test) {
    Set<String> broken = ContractRun.of(contract, test).broken();
    assertEquals(Set.of(rule.id()), broken);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of(
            TransportExamples.HasAnotherName.class,
            TransportRules.ID,
            "bothHalvesAndTheRouteHaveOneId"),
        Arguments.of(
            TransportExamples.LosesTheEnd.class, TransportRules.UPLOAD, "envelopeArrivesAsItIs"),
        Arguments.of(
            TransportExamples.FillsUpWhatBreaksOff.class,
            TransportRules.UPLOAD,
            "envelopeThatBreaksOffIsNotTakenForWhole"),
        Arguments.of(
            TransportExamples.TellsNothing.class,
            TransportRules.PROGRESS,
            "progressGrowsUpToTheSize"),
        Arguments.of(
            TransportExamples.TellsNoBeginning.class,
            TransportRules.PROGRESS,
            "progressGrowsUpToTheSize"),
        Arguments.of(
            TransportExamples.WrapsWhatProgressThrows.class,
            TransportRules.PROGRESS,
            "whatProgressThrowsBreaksOffAndTheRestComesLater"),
        Arguments.of(
            TransportExamples.BeginsFromTheStart.class,
            TransportRules.RESUME,
            "uploadThatWasBrokenOffGoesOnWhereItStopped"),
        Arguments.of(
            TransportExamples.CutsReceipts.class, TransportRules.RECEIPT, "receiptComesBack"),
        Arguments.of(
            TransportExamples.SaysNoReceiptOfWhatIsLost.class,
            TransportRules.RECEIPT,
            "envelopeThatIsNotHeldIsLost"),
        Arguments.of(
            TransportExamples.TakesAbsenceForRevocation.class,
            TransportRules.NOT_PAIRED,
            "receiverThatIsAwayIsNoReasonToPairAgain"),
        Arguments.of(
            TransportExamples.HidesARevocation.class,
            TransportRules.NOT_PAIRED,
            "deviceThatIsRevokedInMidUploadIsTold"),
        Arguments.of(
            TransportExamples.HidesADeferral.class,
            TransportRules.DEFERRED,
            "deferralComesWithItsSentence"),
        Arguments.of(
            TransportExamples.BelievesWhoeverAnswers.class,
            TransportRules.RIGHT_RECEIVER,
            "anotherReceiverAtThatAddressGetsNothing"),
        Arguments.of(
            EndlessTransports.LinkStaysOpen.class,
            TransportRules.CLOSE,
            "closingALinkFreesWhoWaits"),
        Arguments.of(
            EndlessTransports.TransportLeavesLinksOpen.class,
            TransportRules.CLOSE,
            "closingTheTransportClosesItsLinks"),
        Arguments.of(
            EndlessTransports.ListenerLeavesCallsOpen.class,
            TransportRules.CLOSE,
            "closingTheListenerFreesWhoWaits"),
        Arguments.of(
            EndlessTransports.IgnoresInterrupts.class,
            TransportRules.INTERRUPT,
            "interruptedUploadEnds"),
        Arguments.of(
            EndlessTransports.IgnoresInterrupts.class,
            TransportRules.INTERRUPT,
            "interruptedWaitForAReceiptEnds"),
        Arguments.of(
            EndlessTransports.ForgetsFutures.class,
            TransportRules.CANCEL,
            "waitsThatEndedLeaveNothingAtTheReceiver"),
        Arguments.of(
            EndlessTransports.ForgetsFutures.class,
            TransportRules.CANCEL,
            "listenerThatClosesCancelsItsWaits"),
        Arguments.of(
            EndlessTransports.WaitsInAnyCase.class,
            TransportRules.RECEIPT,
            "receiptWithoutWaitingReturnsSoon"),
        Arguments.of(
            EndlessTransports.ForgetsWhoItIs.class,
            TransportRules.RESTART,
            "listenerThatStartsAgainIsTheSameReceiver"),
        Arguments.of(
            EndlessTransports.CutsLongMessages.class,
            TransportRules.OFFERS,
            "longestPairingMessagesArrive"),
        Arguments.of(
            TransportExamples.TakesAnyAddress.class,
            TransportRules.OFFERS,
            "offerIsReachedAtATypedAddress"),
        Arguments.of(
            TransportExamples.TakesOneAtATime.class,
            TransportRules.THREADS,
            "severalThreadsUploadByOneLink"),
        Arguments.of(
            TransportExamples.FindsOffersOfAll.class,
            TransportRules.OFFERS,
            "announcedOfferIsFoundAndAnswers"));
  }

  @Test
  void everyRuleHasABrokenExample() {
    Set<Object> tried = broken().map(each -> each.get()[1]).collect(Collectors.toSet());
    assertEquals(new HashSet<>(TransportRules.ALL), tried);
  }

  @Test
  void rulesAreExplainedWhereTheVendorReads() throws Exception {
    RuleDocs.assertExplained("transport/Transport.java", TransportRules.ALL);
  }
}
