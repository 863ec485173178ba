package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract itself under test: honest sinks pass it and each broken one fails its rule. */
final class SinkContractTest {

  @ParameterizedTest
  @ValueSource(
      classes = {
        HonestSinks.Sound.class,
        HonestSinks.KnowsSomePatients.class,
        HonestSinks.Decodes.class,
        HonestSinks.WithRecordsAndCompanions.class,
        HonestSinks.RecordsFirst.class,
        HonestSinks.Fake.class,
        AskingSinks.Honest.class,
        AskingSinks.Recognises.class
      })
  void honestSinkPasses(Class<?> contract) {
    assertEquals(Set.of(), ContractRun.of(contract).messages());
  }

  @Test
  void ofASinkOfFilesOnlyWhatNeedsASwitchIsSkipped() {
    assertEquals(5, ContractRun.of(HonestSinks.Sound.class).skipped());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("broken")
  void brokenSinkFails(Class<?> contract, Rule rule, String test) {
    Set<String> messages = ContractRun.of(contract, test).messages();
    assertEquals(1, messages.size(), () -> test + " passes");
    String message = messages.iterator().next();
    assertTrue(message.startsWith(rule.id() + ": " + rule.mend() + " Seen: "), message);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of(BrokenSinks.BadId.class, SinkRules.ID, "idIsWellFormedAndStable"),
        Arguments.of(
            BrokenSinks.SpeaksForAnother.class, SinkRules.OWN_ANSWER, "answersUnderItsOwnId"),
        stored(BrokenSinks.Cuts.class),
        stored(BrokenSinks.StoresLater.class),
        Arguments.of(
            BrokenSinks.NeverForces.class, SinkRules.DURABLE, "forcesWhatItWritesToTheDisk"),
        whole(HalfShownSinks.WritesUnderTheFinalName.class, "showsTheWholePhotoOrNothing"),
        whole(HalfShownSinks.CopiesToTheFinalName.class, "showsTheWholePhotoOrNothing"),
        whole(HalfShownSinks.GoesOnUnderTheFinalName.class, "showsTheWholePhotoOrNothing"),
        whole(HalfShownSinks.WritesIntoItsOwn.class, "showsTheWholePhotoOrNothing"),
        whole(HalfShownSinks.StreamsUnderTheFinalName.class, "endOfItsProcessLeavesNoSecondCopy"),
        leaves(BrokenSinks.MovesTheStagedFile.class),
        leaves(BrokenSinks.ChangesTheStagedFile.class),
        once(BrokenSinks.Doubles.class),
        once(BrokenSinks.SaysAnotherReferenceEachTime.class),
        Arguments.of(
            ForgetfulSinks.ForgetsAtRestart.class,
            SinkRules.REMEMBERS,
            "samePhotoAfterARestartIsStoredOnce"),
        Arguments.of(
            ForgetfulSinks.ForgetsAtRestart.class,
            SinkRules.REMEMBERS,
            "samePhotoLongAfterOthersIsStoredOnce"),
        Arguments.of(
            ForgetfulSinks.RemembersTooLate.class,
            SinkRules.CRASH,
            "crashAtAnyStepLeavesNoSecondCopy"),
        Arguments.of(
            ForgetfulSinks.RemembersAtClose.class,
            SinkRules.CRASH,
            "endOfItsProcessLeavesNoSecondCopy"),
        Arguments.of(
            ForgetfulSinks.TakesBegunForDone.class,
            SinkRules.RETRY,
            "writeThatFailedAtAnyStepMayBeRepeated"),
        Arguments.of(
            BrokenSinks.KnowsTheEnvelopeAlone.class,
            SinkRules.WHOLE_ID,
            "photosOfTwoPairingsUnderOneEnvelopeIdAreTwo"),
        Arguments.of(
            BrokenSinks.ThinksEqualContentIsOne.class,
            SinkRules.WHOLE_ID,
            "twoPhotosOfOneContentAreTwo"),
        keeps(BrokenSinks.Overwrites.class, "earlierPhotosOfANameStayWhenLaterOnesCome"),
        keeps(BrokenSinks.OverwritesOthers.class, "whatIsThereUnderTheNameOfAPhotoStays"),
        Arguments.of(BrokenSinks.RacesForNames.class, SinkRules.THREADS, "manyAtOnceAreAllStored"),
        Arguments.of(
            BrokenSinks.SwallowsFailures.class,
            SinkRules.FAILS_ALOUD,
            "photoThatCannotBeReadFailsAndIsStoredLater"),
        Arguments.of(
            BrokenSinks.TrustsTheNetwork.class,
            SinkRules.FAILS_ALOUD,
            "targetThatIsAwayFailsAndGetsThePhotoLater"),
        Arguments.of(
            BrokenSinks.DropsTagsItCannotFile.class,
            SinkRules.TAGS,
            "everyTagIsStoredOrRefusedAloud"),
        Arguments.of(
            AskingSinks.SendsAgain.class, SinkRules.UNKNOWN, "photoWhoseAnswerWasLostIsStoredOnce"),
        Arguments.of(
            AskingSinks.TrustsItsRequests.class,
            SinkRules.RETRY,
            "photoWhoseRequestWasLostIsStoredOnce"),
        Arguments.of(
            AskingSinks.SendsWhatAPersonFound.class,
            SinkRules.SETTLE,
            "photoThatAPersonFoundIsNotStoredAgain"),
        Arguments.of(
            AskingSinks.NeverSendsWhatAPersonMissed.class,
            SinkRules.SETTLE,
            "photoThatAPersonMissedIsStoredOnce"));
  }

  private static Arguments stored(Class<?> contract) {
    return Arguments.of(
        contract, SinkRules.STORED, "storesTheContentUnderTheReferenceThatItReturns");
  }

  private static Arguments whole(Class<?> contract, String test) {
    return Arguments.of(contract, SinkRules.WHOLE, test);
  }

  private static Arguments leaves(Class<?> contract) {
    return Arguments.of(contract, SinkRules.LEAVES_INPUT, "leavesTheStagedFileAsItIs");
  }

  private static Arguments once(Class<?> contract) {
    return Arguments.of(contract, SinkRules.ONCE, "samePhotoAgainIsStoredOnce");
  }

  private static Arguments keeps(Class<?> contract, String test) {
    return Arguments.of(contract, SinkRules.KEEPS_OTHERS, test);
  }

  @Test
  void sinkThatOnlyShowsHalfAPhotoBreaksThatRuleAloneWhichSaysWhere() {
    ContractRun run = ContractRun.of(HalfShownSinks.WritesUnderTheFinalName.class);
    assertEquals(Set.of(SinkRules.WHOLE.id()), run.broken());
    assertTrue(
        run.messages().stream().anyMatch(m -> m.contains("'photo 1.jpg' held only a part")),
        () -> "it says " + run.messages());
  }

  @Test
  void everyRuleHasABrokenExample() {
    Set<Object> tried = broken().map(each -> each.get()[1]).collect(Collectors.toSet());
    assertEquals(new HashSet<>(SinkRules.ALL), tried);
  }

  @Test
  void sinkThatIsWrongInEightWaysFailsEightRulesEachWithASentence() {
    ContractRun run = ContractRun.of(BrokenSinks.WrongInEightWays.class);
    List<Rule> expected =
        List.of(
            SinkRules.ID,
            SinkRules.OWN_ANSWER,
            SinkRules.DURABLE,
            SinkRules.LEAVES_INPUT,
            SinkRules.WHOLE_ID,
            SinkRules.KEEPS_OTHERS,
            SinkRules.THREADS,
            SinkRules.FAILS_ALOUD);
    assertTrue(
        run.broken().containsAll(expected.stream().map(Rule::id).toList()),
        () -> "broken were only " + run.broken());
    for (String message : run.messages()) {
      assertTrue(message.matches("(?s)sink-[a-z-]+: [A-Z].*\\. Seen: .*"), message);
    }
  }

  @Test
  void rulesAreExplainedWhereTheVendorReads() throws Exception {
    RuleDocs.assertExplained("spi/Sink.java", SinkRules.ALL);
  }
}
