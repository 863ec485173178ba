package nz.co.medimage.api.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An add-on that can say what works with its settings and what does not, before any photo needs it.
 * A {@link Sink} or a {@link PatientCheck} implements it; {@code medimage practice test} runs it,
 * and the practice PC's page runs that of a check before it saves settings of it.
 */
public interface SelfTest {

  /**
   * Tries what photos will need: the connection, the login, the look-up, the rights, and filing
   * without leaving anything in the target. Called on an add-on that was made and not started; the
   * caller closes it. Nothing that it does may be seen by those who use the target, and no photo is
   * filed. May block.
   *
   * @param patient an id to look up, as a person would type it; empty to look nobody up
   * @return what was tried, in that order; a test that makes the rest useless is the last
   */
  List<Finding> test(Optional<String> patient);

  /** How one test ended. */
  enum Verdict {
    /** It works. */
    OK,
    /** It works, but a person should know something. */
    WARNING,
    /** It does not work. */
    FAILED
  }

  /**
   * What one test found.
   *
   * @param verdict how it ended
   * @param sentence what was tried and what came of it, and what to do if it failed; without
   *     secrets. It may name the id that was looked up, and the masked echo, but nothing else that
   *     the look-up returned
   */
  record Finding(Verdict verdict, String sentence) {
    /** Refuses null. */
    public Finding {
      Objects.requireNonNull(verdict, "verdict");
      Objects.requireNonNull(sentence, "sentence");
    }
  }
}
