package nz.co.medimage.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.ReceiverRun;
import nz.co.medimage.api.transport.TokenHash;

/**
 * A {@link ListenerContext} in memory, to test a {@link nz.co.medimage.api.transport.Listener}
 * against. What senders bring goes to its {@link FakeIntake}. Safe for use by several threads.
 */
public final class FakeListenerContext implements ListenerContext {
  private final FakeIntake intake = new FakeIntake();
  private final Intake forAdmitted = intake.forAdmitted();
  private final ReceiverRun run;
  private final Map<String, byte[]> secrets;
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final List<String> stops = new CopyOnWriteArrayList<>();
  private final Map<String, List<Duration>> differences = new ConcurrentHashMap<>();
  private final AtomicReference<Runnable> afterSenders = new AtomicReference<>(() -> {});

  /** Makes a context with nobody paired and no offer open. */
  public FakeListenerContext() {
    this(new ReceiverRun(UUID.randomUUID(), Instant.now()), new ConcurrentHashMap<>());
  }

  private FakeListenerContext(ReceiverRun run, Map<String, byte[]> secrets) {
    this.run = run;
    this.secrets = secrets;
  }

  /** A context as of another computer with a copy of this home: the same secrets, nobody paired. */
  public FakeListenerContext copy(ReceiverRun run) {
    return new FakeListenerContext(run, secrets);
  }

  /**
   * This context with another intake, both for senders who are paired and for those who were
   * revoked.
   */
  public ListenerContext with(Intake other) {
    FakeListenerContext self = this;
    return new ListenerContext() {
      @Override
      public Intake intake() {
        return other;
      }

      @Override
      public Intake intakeForAdmitted() {
        return other;
      }

      @Override
      public Secrets secrets() {
        return self.secrets();
      }

      @Override
      public Map<PairingId, TokenHash> senders() {
        return self.senders();
      }

      @Override
      public void problem(String sentence) {
        self.problem(sentence);
      }

      @Override
      public ReceiverRun run() {
        return self.run();
      }

      @Override
      public void stopForCopy(String sentence) {
        self.stopForCopy(sentence);
      }

      @Override
      public void clockDiffers(String whose, Duration difference) {
        self.clockDiffers(whose, difference);
      }
    };
  }

  @Override
  public FakeIntake intake() {
    return intake;
  }

  @Override
  public Intake intakeForAdmitted() {
    return forAdmitted;
  }

  @Override
  public Map<PairingId, TokenHash> senders() {
    Map<PairingId, TokenHash> senders = intake.senders();
    afterSenders.getAndSet(() -> {}).run();
    return senders;
  }

  /** Runs a task once, right after the next call of {@link #senders}. */
  public void afterSenders(Runnable task) {
    afterSenders.set(task);
  }

  @Override
  public void problem(String sentence) {
    problems.add(sentence);
  }

  /** What the listener has reported so far, oldest first. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  @Override
  public ReceiverRun run() {
    return run;
  }

  @Override
  public void stopForCopy(String sentence) {
    stops.add(sentence);
  }

  /**
   * The sentences with which the listener has asked for a stop so far. This context keeps running.
   */
  public List<String> stops() {
    return List.copyOf(stops);
  }

  @Override
  public void clockDiffers(String whose, Duration difference) {
    differences.computeIfAbsent(whose, name -> new CopyOnWriteArrayList<>()).add(difference);
  }

  /** The clock differences that the listener has reported of {@code whose}, oldest first. */
  public List<Duration> clockDifferences(String whose) {
    return List.copyOf(differences.getOrDefault(whose, List.of()));
  }

  @Override
  public Secrets secrets() {
    return new FakeSecrets(secrets);
  }
}
