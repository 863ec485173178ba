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

/** The contract itself under test: a sound check passes it and each broken one fails its rule. */
final class PatientCheckContractTest {

  @Test
  void soundCheckPasses() {
    ContractRun run = ContractRun.of(CheckExamples.Sound.class);
    assertEquals(Set.of(), run.messages());
    assertEquals(11, run.succeeded());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("broken")
  void brokenCheckFails(Class<?> contract, Rule rule) {
    Set<String> broken = ContractRun.of(contract).broken();
    assertTrue(broken.contains(rule.id()), () -> "broken were only " + broken);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of(CheckExamples.HasAnotherIdEachTime.class, CheckRules.ID),
        Arguments.of(CheckExamples.FindsNobody.class, CheckRules.FOUND),
        Arguments.of(CheckExamples.GivesAllOneId.class, CheckRules.FOUND),
        Arguments.of(CheckExamples.TakesTheFirstOfSeveral.class, CheckRules.REST),
        Arguments.of(CheckExamples.KeepsThoseWhoLeft.class, CheckRules.REST),
        Arguments.of(CheckExamples.FindsByTheBeginning.class, CheckRules.NO_GUESS),
        Arguments.of(CheckExamples.FailsOnIdsThatDoNotFit.class, CheckRules.ANY_ID),
        Arguments.of(CheckExamples.SaysWhoItCouldBe.class, CheckRules.WHY),
        Arguments.of(CheckExamples.DoesNotSayWhy.class, CheckRules.WHY),
        Arguments.of(CheckExamples.ShowsTheName.class, CheckRules.ECHO),
        Arguments.of(CheckExamples.LooksAtTheWords.class, CheckRules.FIRST_FOLDER),
        Arguments.of(CheckExamples.KeepsARecord.class, CheckRules.READ_ONLY),
        Arguments.of(CheckExamples.SaysUnknownWhenAway.class, CheckRules.NOT_NOW),
        Arguments.of(CheckExamples.Remembers.class, CheckRules.NOT_NOW),
        Arguments.of(CheckExamples.SharesAField.class, CheckRules.THREADS));
  }

  @Test
  void everyRuleHasABrokenExample() {
    Set<Object> tried = broken().map(each -> each.get()[1]).collect(Collectors.toSet());
    assertEquals(new HashSet<>(CheckRules.ALL), tried);
  }

  @Test
  void rulesAreExplainedWhereTheVendorReads() throws Exception {
    RuleDocs.assertExplained("spi/PatientCheck.java", CheckRules.ALL);
  }
}
