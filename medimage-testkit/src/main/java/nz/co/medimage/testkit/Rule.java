package nz.co.medimage.testkit;

import java.util.Objects;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * A rule of a contract. A test of it that fails says which rule, what to mend, and what was seen.
 *
 * @param id as the Javadoc of the type explains it, such as {@code sink-durable}
 * @param mend one sentence that says what to change if the rule is broken
 */
record Rule(String id, String mend) {

  /** Runs a test of this rule. Whatever it throws is a failure, told under the id of this rule. */
  void holds(Executable test) {
    try {
      test.execute();
    } catch (TestAbortedException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("the test was interrupted", e);
    } catch (AssertionError e) {
      throw failed(Objects.toString(e.getMessage(), "an assertion failed"), e);
    } catch (Throwable e) {
      throw failed(e.toString(), e);
    }
  }

  private AssertionFailedError failed(String seen, Throwable cause) {
    return new AssertionFailedError(id + ": " + mend + " Seen: " + seen, cause);
  }
}
