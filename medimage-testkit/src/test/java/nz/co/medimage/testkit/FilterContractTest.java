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
import org.junit.jupiter.params.provider.ValueSource;

/** The contract itself under test: sound filters pass it and each broken one fails its rule. */
final class FilterContractTest {

  @ParameterizedTest
  @ValueSource(
      classes = {
        FilterExamples.Sound.class,
        FilterExamples.PassesAll.class,
        FilterExamples.RejectsStrangeContent.class
      })
  void soundFilterPasses(Class<?> contract) {
    ContractRun run = ContractRun.of(contract);
    assertEquals(Set.of(), run.messages());
    assertEquals(10, run.succeeded());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("broken")
  void brokenFilterFails(Class<?> contract, Rule rule) {
    Set<String> broken = ContractRun.of(contract).broken();
    assertTrue(broken.contains(rule.id()), () -> "broken were only " + broken);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of(FilterExamples.HasAnotherIdEachTime.class, FilterRules.ID),
        Arguments.of(FilterExamples.Counts.class, FilterRules.REPEATABLE),
        Arguments.of(FilterExamples.TrustsWhatIsLeft.class, FilterRules.REPEATABLE),
        Arguments.of(FilterExamples.FailsIfItWasThere.class, FilterRules.REPEATABLE),
        Arguments.of(FilterExamples.WorksInPlace.class, FilterRules.LEAVES_INPUT),
        Arguments.of(FilterExamples.MovesItsInput.class, FilterRules.LEAVES_INPUT),
        Arguments.of(FilterExamples.LiesAboutTheLength.class, FilterRules.TRUTHFUL),
        Arguments.of(FilterExamples.WritesElsewhere.class, FilterRules.SAME_FOLDER),
        Arguments.of(FilterExamples.GivesAnotherPhoto.class, FilterRules.SAME_PHOTO),
        Arguments.of(FilterExamples.ForgetsTheReferences.class, FilterRules.SAME_PHOTO),
        Arguments.of(FilterExamples.AddsOneLabelTwice.class, FilterRules.COMPANIONS),
        Arguments.of(FilterExamples.AddsAFileThatIsNotThere.class, FilterRules.COMPANIONS),
        Arguments.of(FilterExamples.WantsPictures.class, FilterRules.ANY_CONTENT),
        Arguments.of(FilterExamples.RejectsInSilence.class, FilterRules.ANY_CONTENT),
        Arguments.of(FilterExamples.SharesAField.class, FilterRules.THREADS));
  }

  @Test
  void everyRuleHasABrokenExample() {
    Set<Object> tried = broken().map(each -> each.get()[1]).collect(Collectors.toSet());
    assertEquals(new HashSet<>(FilterRules.ALL), tried);
  }

  @Test
  void rulesAreExplainedWhereTheVendorReads() throws Exception {
    RuleDocs.assertExplained("spi/PhotoFilter.java", FilterRules.ALL);
  }
}
