package nz.co.medimage.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/**
 * One run of a contract, as a vendor's build runs it.
 *
 * @param messages those of the tests that failed
 * @param skipped how many tests were skipped
 */
record ContractRun(Set<String> messages, long skipped, long succeeded) {

  /** Runs all of it. */
  static ContractRun of(Class<?> contract) {
    return run(selectClass(contract));
  }

  /** Runs one of its tests. */
  static ContractRun of(Class<?> contract, String test) {
    return run(selectMethod(contract, test));
  }

  private static ContractRun run(DiscoverySelector selector) {
    Events tests = EngineTestKit.engine("junit-jupiter").selectors(selector).execute().testEvents();
    Set<String> messages =
        tests.failed().map(ContractRun::message).collect(Collectors.toCollection(TreeSet::new));
    return new ContractRun(messages, tests.aborted().count(), tests.succeeded().count());
  }

  private static String message(Event event) {
    return event
        .getRequiredPayload(TestExecutionResult.class)
        .getThrowable()
        .map(Throwable::getMessage)
        .orElse("");
  }

  /** The ids of the rules that were broken: how each message begins. */
  Set<String> broken() {
    return messages.stream()
        .map(message -> message.substring(0, Math.max(0, message.indexOf(':'))))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
