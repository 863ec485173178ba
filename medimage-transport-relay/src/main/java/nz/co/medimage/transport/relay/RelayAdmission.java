package nz.co.medimage.transport.relay;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.transport.http.MailboxClient;
import org.jspecify.annotations.Nullable;

/** The receiver as a relay needs it: its intake, and whom it lets in. */
final class RelayAdmission {
  private static final Backoff PAUSES =
      new Backoff(Duration.ofSeconds(5), 3, Duration.ofHours(6), 0.2);
  private static final long QUIET = Duration.ofMinutes(10).toNanos();

  private final ListenerContext context;
  private final Intake intakeForAdmitted;
  private final AdmittedSenders admitted;
  private final Losses losses;
  private @Nullable Long lastProblem;

  RelayAdmission(ListenerContext context) {
    this(context, PAUSES);
  }

  /**
   * For tests.
   *
   * @param pauses before what came damaged is asked for again
   */
  RelayAdmission(ListenerContext context, Backoff pauses) {
    this.context = context;
    this.losses = new Losses(pauses, System::nanoTime, new SecureRandom());
    this.intakeForAdmitted = context.intakeForAdmitted();
    this.admitted = new AdmittedSenders(context::problem);
  }

  /** The intake for envelopes that the relay admitted. */
  Intake intake() {
    return intakeForAdmitted;
  }

  /** The messages that came damaged so far. */
  Losses losses() {
    return losses;
  }

  /** Reports what is wrong with the relay's messages, at most now and then. */
  void problem(String sentence) {
    long now = System.nanoTime();
    synchronized (this) {
      if (lastProblem != null && now - lastProblem < QUIET) {
        return;
      }
      lastProblem = now;
    }
    context.problem(sentence);
  }

  CompletionStage<byte[]> pair(String nameplate, byte[] message) {
    return context.intake().pair(nameplate, message);
  }

  /** Forgets what a relay was told: it may be another one, or have lost it. */
  synchronized void forgetAdmitted() {
    admitted.forget();
  }

  /** Tells the relay whom to let in, unless it knows. */
  synchronized void admit(MailboxClient relay) throws IOException {
    admitted.bring(relay, context.senders());
  }
}
