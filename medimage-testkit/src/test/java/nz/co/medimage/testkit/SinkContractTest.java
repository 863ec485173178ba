package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** The contract itself under test: sound sinks pass it and each broken one fails it. */
final class SinkContractTest {

  @Test
  void soundSinkPasses() {
    assertEquals(Set.of(), failed(BrokenSinks.SoundTest.class));
  }

  @Test
  void sinkIsStartedBeforeItIsWrittenTo() {
    assertEquals(Set.of(), failed(BrokenSinks.MustBeStartedTest.class));
  }

  @Test
  void fakeSinkPasses() {
    assertEquals(Set.of(), failed(BrokenSinks.FakeTest.class));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void brokenSinkFails(Class<?> sink, String by) {
    Set<String> failed = failed(sink);
    assertTrue(failed.contains(by), () -> "failed were only " + failed);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of(BrokenSinks.OverwritesTest.class, "twoPhotosOfOneNameAreTwo()"),
        Arguments.of(
            BrokenSinks.OverwritesTest.class, "earlierPhotosOfANameStayWhenLaterOnesCome()"),
        Arguments.of(
            BrokenSinks.OverwritesOthersTest.class, "whatIsThereUnderTheNameOfAPhotoStays()"),
        Arguments.of(BrokenSinks.DoublesTest.class, "samePhotoAgainIsStoredOnce()"),
        Arguments.of(
            BrokenSinks.ForgetsAtRestartTest.class, "samePhotoAfterARestartIsStoredOnce()"),
        Arguments.of(
            BrokenSinks.SwallowsFailuresTest.class, "photoThatCannotBeReadFailsAndIsStoredLater()"),
        Arguments.of(BrokenSinks.TakesTheStagedFileTest.class, "leavesTheStagedFileAsItIs()"),
        Arguments.of(
            BrokenSinks.CutsTest.class, "storesTheContentUnderTheReferenceThatItReturns()"),
        Arguments.of(
            BrokenSinks.ThinksEqualContentIsOneTest.class, "twoPhotosOfOneContentAreTwo()"),
        Arguments.of(
            BrokenSinks.KnowsPhotosByTheEnvelopeAloneTest.class,
            "photosOfTwoPairingsUnderOneEnvelopeIdAreTwo()"),
        Arguments.of(
            BrokenSinks.SaysAnotherReferenceEachTimeTest.class, "samePhotoAgainIsStoredOnce()"),
        Arguments.of(BrokenSinks.RacesForNamesTest.class, "manyAtOnceAreAllStored()"),
        Arguments.of(BrokenSinks.HasABadIdTest.class, "idIsWellFormedAndStable()"),
        Arguments.of(
            BrokenSinks.SpeaksForAnotherTest.class,
            "storesTheContentUnderTheReferenceThatItReturns()"),
        Arguments.of(
            BrokenSinks.DropsTagsItCannotFileTest.class, "everyTagIsStoredOrRefusedAloud()"));
  }

  private static Set<String> failed(Class<?> contract) {
    Events tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(contract))
            .execute()
            .testEvents();
    assertEquals(15, tests.finished().count(), "tests of the contract that ran");
    return tests
        .failed()
        .map(event -> event.getTestDescriptor().getDisplayName())
        .collect(Collectors.toSet());
  }
}
