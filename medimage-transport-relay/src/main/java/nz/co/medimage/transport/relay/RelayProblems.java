package nz.co.medimage.transport.relay;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.transport.http.v1.ProblemException;
import nz.co.medimage.transport.http.v1.ProblemType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports what keeps a receiver from collecting, once for each change, because it may last for
 * days.
 */
final class RelayProblems {
  /** For a mailbox from which another PC with a copy of the same home collects. */
  static final String IN_USE =
      "Another PC collects from the relay with a copy of this receiver's home, so this one does"
          + " not. Stop one of the two; a second PC needs a home of its own.";

  private static final Logger LOG = LoggerFactory.getLogger(RelayProblems.class);

  private final ListenerContext receiver;

  /** What was told since all was well, the latest last. */
  private final Set<String> told = new LinkedHashSet<>();

  private String last = "";
  private boolean refused;

  RelayProblems(ListenerContext receiver) {
    this.receiver = receiver;
  }

  /** Says why nothing is collected. */
  synchronized void cannotCollect(Throwable why) {
    refused = why instanceof ProblemException;
    String sentence = sentence(why);
    if (!sentence.equals(last)) {
      last = sentence;
      told.add(sentence);
      receiver.problem(sentence);
    }
  }

  /** Whether the relay answers, and does not serve this receiver. */
  synchronized boolean isRefused() {
    return refused;
  }

  private static String sentence(Throwable why) {
    if (!(why instanceof IOException)) {
      LOG.error("Collecting hit a fault of this program", why);
      return "Collecting from the relay hit a fault of this program";
    }
    return isInUse(why) ? IN_USE : "Nothing can be collected from the relay now: " + why(why);
  }

  private static boolean isInUse(Throwable why) {
    return why instanceof ProblemException problem && problem.type() == ProblemType.MAILBOX_IN_USE;
  }

  /** One sentence for a person. */
  static String why(Throwable why) {
    if (isInUse(why)) {
      return IN_USE;
    }
    return why instanceof NotPairedException
        ? "The relay knows this receiver's mailbox with another key: its home was replaced; its"
            + " operator can delete the mailbox, or give this PC a home of its own"
        : String.valueOf(why.getMessage());
  }

  /** Says that all is well again, if it was not. */
  synchronized void collects() {
    refused = false;
    if (!last.isEmpty()) {
      receiver.problemOver(
          Set.copyOf(told),
          last.equals(IN_USE)
              ? "This receiver collects from the relay again"
              : "The relay can be reached again");
      last = "";
      told.clear();
    }
  }
}
