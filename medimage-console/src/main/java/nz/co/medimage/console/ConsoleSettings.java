package nz.co.medimage.console;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.receiver.addon.AddOns;
import nz.co.medimage.receiver.config.AddOnEntry;
import nz.co.medimage.receiver.config.ConfigurationEditor;
import nz.co.medimage.runtime.DaemonThreads;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a {@link Console} change the configuration of its receiver. One for a process: it outlives
 * the receiver and the console, which are made anew after each change.
 *
 * <pre>{@code
 * ConsoleSettings settings =
 *     ConsoleSettings.of(
 *         file,
 *         () -> {
 *           stop(); // the console and the receiver, if there are any
 *           return ConfigurationEditor.tryOut(file, this::start); // with Console.builder(home).settings(settings)
 *         });
 * }</pre>
 *
 * <p>Safe for use by several threads.
 */
public final class ConsoleSettings {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleSettings.class);

  private static final Duration LONGEST_LOAD = Duration.ofSeconds(5);

  private final Path file;
  private final List<Setting> more;
  private final Restart restart;
  private final AtomicBoolean isTrying = new AtomicBoolean();
  private @Nullable Attempt attempt;
  private boolean isRestarting;
  private CountDownLatch pageIsThere = new CountDownLatch(1);

  private ConsoleSettings(Path file, List<Setting> more, Restart restart) {
    this.file = Objects.requireNonNull(file, "file");
    this.more = List.copyOf(more);
    this.restart = Objects.requireNonNull(restart, "restart");
  }

  /**
   * Makes them.
   *
   * @param file what {@link nz.co.medimage.receiver.config.ReceiverConfiguration} reads; may be
   *     missing
   */
  public static ConsoleSettings of(Path file, Restart restart) {
    return of(file, List.of(), restart);
  }

  /**
   * Makes them for a file with settings of the program as well.
   *
   * @param more as for {@link ConfigurationEditor#open}
   */
  public static ConsoleSettings of(Path file, List<Setting> more, Restart restart) {
    return new ConsoleSettings(file, more, restart);
  }

  /** Makes a change take effect. */
  @FunctionalInterface
  public interface Restart {
    /**
     * Closes the console and the receiver, if there are any, and starts both anew with the file, by
     * {@link ConfigurationEditor#tryOut}, on the port that they had. Called on a thread of its own,
     * one call at a time. Photos under way are resumed by their senders.
     *
     * @return why the change was undone; empty if the receiver runs with it
     * @throws IOException with one sentence if no receiver runs now
     */
    Optional<String> restart() throws IOException;
  }

  /**
   * A change on trial, and how it ended.
   *
   * @param wrong why it was undone
   */
  record Attempt(Draft draft, Optional<String> wrong) {}

  ConfigurationEditor editor() throws IOException {
    return ConfigurationEditor.open(file, more);
  }

  Path file() {
    return file;
  }

  /** Whether a receiver is being started with a change just now. */
  synchronized boolean isRestarting() {
    return isRestarting;
  }

  /** The change that was made last, if nobody has looked at another since. */
  synchronized Optional<Attempt> attempt() {
    return Optional.ofNullable(attempt);
  }

  synchronized void forgetAttempt() {
    if (!isRestarting) {
      attempt = null;
    }
  }

  /** What was typed and is wrong, for its secrets. */
  synchronized void keep(Draft draft) {
    if (!isRestarting) {
      attempt = new Attempt(draft, Optional.empty());
    }
  }

  /**
   * Tries a patient check that is not saved yet, as {@link CheckTrial#faults} does.
   *
   * @throws RefusedException if one is being tried
   */
  List<String> tried(AddOnEntry check, AddOns addOns) throws IOException, RefusedException {
    if (!isTrying.compareAndSet(false, true)) {
      throw new RefusedException(HttpStatus.CONFLICT_409, "refused.restarting");
    }
    try {
      return CheckTrial.faults(check, addOns);
    } finally {
      isTrying.set(false);
    }
  }

  /**
   * Saves a change, and starts the receiver anew soon.
   *
   * @return false if nothing was changed
   * @throws RefusedException if another change is on trial
   * @throws IOException as {@link ConfigurationEditor#save} does
   */
  synchronized boolean apply(ConfigurationEditor editor, Draft draft)
      throws IOException, RefusedException {
    if (isRestarting) {
      throw new RefusedException(HttpStatus.CONFLICT_409, "refused.restarting");
    }
    if (!editor.save()) {
      return false;
    }
    isRestarting = true;
    attempt = new Attempt(draft, Optional.empty());
    CountDownLatch there = new CountDownLatch(1);
    pageIsThere = there;
    var unused = DaemonThreads.start("console-restart", () -> restart(draft, there));
    return true;
  }

  /** The page that waits has its script and style, which nobody serves meanwhile. */
  synchronized void pageIsThere() {
    pageIsThere.countDown();
  }

  private void restart(Draft draft, CountDownLatch there) {
    Optional<String> wrong = Optional.empty();
    try {
      // The change is saved: a browser without scripts, or none any more, only delays it.
      var unused = there.await(LONGEST_LOAD.toMillis(), TimeUnit.MILLISECONDS);
      wrong = restart.restart();
    } catch (Throwable e) { // or no change could be made ever after
      wrong = Optional.of(String.valueOf(e.getMessage()));
      LOG.warn("The receiver was not started again: {}", e.getClass().getName());
    } finally {
      ended(new Attempt(draft, wrong));
    }
  }

  private synchronized void ended(Attempt made) {
    attempt = made;
    isRestarting = false;
  }
}
