package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract itself under test: each broken intake fails its rule. */
final class IntakeContractTest {

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("broken")
  void brokenIntakeFails(Class<?> contract, Rule rule) {
    Set<String> broken = ContractRun.of(contract).broken();
    assertTrue(broken.contains(rule.id()), () -> "broken were only " + broken);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of(IntakeExamples.LooksAtTheIdAlone.class, IntakeRules.AUTHENTICATE),
        Arguments.of(IntakeExamples.LooksAtThePairingOnceAnUpload.class, IntakeRules.REVOKED),
        Arguments.of(IntakeExamples.GivesReceiptsToTheRevoked.class, IntakeRules.REVOKED),
        Arguments.of(IntakeExamples.BeginsAnewEachTime.class, IntakeRules.BEGIN),
        Arguments.of(IntakeExamples.ForgetsWhatWasAnswered.class, IntakeRules.BEGIN),
        Arguments.of(IntakeExamples.HoldsOnToTheFirstSize.class, IntakeRules.SIZE),
        Arguments.of(IntakeExamples.AppendsABlockFromItsVeryBeginning.class, IntakeRules.BLOCKS),
        Arguments.of(IntakeExamples.KeepsTheArrayOfABlock.class, IntakeRules.BLOCKS),
        Arguments.of(IntakeExamples.TakesEmptyEnvelopes.class, IntakeRules.SIZE),
        Arguments.of(IntakeExamples.AppendsAnywhere.class, IntakeRules.OFFSETS),
        Arguments.of(IntakeExamples.TellsNoOffset.class, IntakeRules.OFFSETS),
        Arguments.of(IntakeExamples.DropsWhatCameBeforeABreak.class, IntakeRules.KEEPS),
        Arguments.of(IntakeExamples.TakesABreakForTheEnd.class, IntakeRules.KEEPS),
        Arguments.of(IntakeExamples.LetsTwoAppend.class, IntakeRules.ONE_WRITER),
        Arguments.of(IntakeExamples.SaysNothingIsThere.class, IntakeRules.LOST),
        Arguments.of(IntakeExamples.LeavesThemWaitingForWhatIsLost.class, IntakeRules.LOST),
        Arguments.of(IntakeExamples.KnowsTheEnvelopeAlone.class, IntakeRules.APART),
        Arguments.of(IntakeExamples.AnswersBeforeItIsAllHere.class, IntakeRules.RECEIPT),
        Arguments.of(IntakeExamples.GivesAllOneArray.class, IntakeRules.RECEIPT),
        Arguments.of(IntakeExamples.GivesAllOneFuture.class, IntakeRules.CANCEL),
        Arguments.of(IntakeExamples.KeepsWhatWasCancelled.class, IntakeRules.CANCEL),
        Arguments.of(IntakeExamples.AnswersAnyPairingMessage.class, IntakeRules.NO_OFFER));
  }

  @Test
  void everyRuleHasABrokenExample() {
    Set<Object> tried = broken().map(each -> each.get()[1]).collect(Collectors.toSet());
    assertEquals(new HashSet<>(IntakeRules.ALL), tried);
  }

  @Test
  void rulesAreExplainedWhereTheVendorReads() throws Exception {
    RuleDocs.assertExplained("transport/Intake.java", IntakeRules.ALL);
  }
}
