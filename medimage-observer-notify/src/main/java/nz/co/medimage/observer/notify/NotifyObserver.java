package nz.co.medimage.observer.notify;

import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.ReceiverObserver;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.runtime.DaemonThreads;

/**
 * Remembers troubles, durably, and tells people of each once when it starts and once when it ends.
 * A thread of its own sends the messages. Nothing is queued beside the troubles themselves: what
 * was not told yet is what is sent next, after a crash too.
 */
final class NotifyObserver implements ReceiverObserver {
  private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final AddOnContext context;
  private final Channel channel;
  private final Message.Format format;
  private final boolean isNamingPatients;
  private final Backoff backoff;
  private final TroubleFile file;
  private final Troubles troubles;
  private final Random random = new Random();
  private final Thread thread;
  private boolean isClosing;

  /**
   * Reads what is remembered, and starts its thread.
   *
   * @param backoff the pauses after a message that could not be sent
   */
  NotifyObserver(AddOnContext context, Channel channel, Backoff backoff) throws IOException {
    this.context = context;
    this.channel = channel;
    this.format = Message.Format.of(context.settings().text("format"));
    this.isNamingPatients = context.settings().flag("patients");
    this.backoff = backoff;
    file = new TroubleFile(context.stateFolder());
    troubles = new Troubles(remembered(), context.settings().duration("delay"), context.clock());
    thread = DaemonThreads.start("notify-" + context.id(), this::run);
  }

  private Map<String, Trouble> remembered() {
    try {
      return file.read();
    } catch (IOException e) {
      context.problem(
          "What was told before cannot be read, so people may be told of it again, or not of its"
              + " end; nothing needs to be done.");
      return Map.of();
    }
  }

  @Override
  public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
    change(() -> troubles.end(key(photo.id(), "")));
    for (SinkReference filed : receipt.references()) {
      change(() -> troubles.end(key(photo.id(), filed.sink())));
    }
    change(troubles::endUnconfirmed);
  }

  @Override
  public void held(PhotoId id, String from, Receipt.Held receipt) {
    start(key(id, ""), TroubleKind.HELD, "", photo(id), from, receipt.message());
  }

  @Override
  public void rejected(PhotoId id, String from, Receipt.Rejected receipt) {
    start(key(id, ""), TroubleKind.REJECTED, "", photo(id), from, receipt.message());
  }

  @Override
  public void followUpRejected(PhotoId id, String sink, String why) {
    start(key(id, sink), TroubleKind.FOLLOW_UP_REJECTED, sink, photo(id), "", why);
  }

  @Override
  public void outcomeUnknown(PhotoId id, String sink, String why) {
    start(key(id, sink), TroubleKind.OUTCOME_UNKNOWN, sink, photo(id), "", why);
  }

  @Override
  public void followedUp(PhotoId id, SinkReference reference) {
    change(() -> troubles.end(key(id, reference.sink())));
    available(reference.sink());
  }

  @Override
  public void unavailable(String step, String why) {
    start(key(step), TroubleKind.UNAVAILABLE, step, "", "", why);
  }

  @Override
  public void available(String step) {
    change(() -> troubles.end(key(step)));
  }

  @Override
  public void busy(PhotoId id, String step, Duration lasted) {
    start("stuck " + step, TroubleKind.STUCK, step, photo(id), "", "");
  }

  @Override
  public void problem(String sentence) {
    if (!sentence.startsWith("observer " + context.id() + ":")) { // people cannot be told of it
      start("problem " + OneLine.of(sentence), TroubleKind.PROBLEM, "", "", "", sentence);
    }
  }

  private static String photo(PhotoId id) {
    return id.envelope().toString();
  }

  /** The photo at a follow-up sink; with the outcome unknown, at a required one too. */
  private static String key(PhotoId id, String sink) {
    return sink.isEmpty() ? "photo " + id : "photo " + id + " " + sink;
  }

  private static String key(String step) {
    return "step " + step;
  }

  private void start(
      String key, TroubleKind kind, String step, String photo, String from, String detail) {
    change(
        () ->
            troubles.start(
                key,
                Trouble.of(
                    kind,
                    step,
                    photo,
                    from,
                    isNamingPatients || kind == TroubleKind.PROBLEM ? detail : "",
                    context.clock().instant())));
  }

  @FunctionalInterface
  private interface Change {
    boolean make();
  }

  private synchronized void change(Change change) {
    if (change.make()) {
      remember();
    }
    notifyAll();
  }

  private void remember() {
    try {
      file.write(troubles.all());
    } catch (IOException e) {
      context.problem(
          "What people were told cannot be remembered, so they may be told again after a restart;"
              + " see whether the disk is full.");
    }
  }

  private void run() {
    try {
      boolean isLast = false;
      int failures = 0;
      while (!isLast) {
        isLast = sleep(failures);
        boolean worked = true;
        for (Optional<Batch> due = next(isLast); due.isPresent() && worked; due = next(isLast)) {
          worked = send(due.get());
        }
        failures = worked ? 0 : failures + 1;
      }
    } catch (InterruptedException e) {
      // closed: what was not told is remembered
    }
  }

  /** Waits until something may be due. True if this observer closes, and it is the last time. */
  private synchronized boolean sleep(int failures) throws InterruptedException {
    long start = System.nanoTime();
    long pause = failures == 0 ? 0 : backoff.pause(failures, random).toNanos();
    while (!isClosing) {
      long paused = pause - (System.nanoTime() - start);
      long left =
          Math.max(
              paused,
              troubles
                  .untilDue()
                  .filter(time -> time.compareTo(LONGEST_SLEEP) < 0)
                  .orElse(LONGEST_SLEEP)
                  .toNanos());
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  private synchronized Optional<Batch> next(boolean isLast) {
    Optional<Batch> due = troubles.due(isLast);
    if (due.isPresent()) {
      remember();
    }
    return due;
  }

  private boolean send(Batch batch) throws InterruptedException {
    Message message =
        Message.of(batch, context.hostName(), isNamingPatients, ZoneId.systemDefault());
    try {
      channel.send(message.write(format));
    } catch (IOException e) {
      report(String.valueOf(e.getMessage()));
      return false;
    }
    synchronized (this) {
      troubles.told(batch);
      remember();
    }
    return true;
  }

  private void report(String whereTo) {
    boolean isReported;
    synchronized (this) {
      isReported = !isClosing;
    }
    if (isReported) {
      context.problem("Notifications cannot be sent to " + whereTo + "; they are tried again.");
    }
  }

  /** Tells of problems that just came, and waits for that for a few seconds. */
  @Override
  public void close() {
    synchronized (this) {
      isClosing = true;
      notifyAll();
    }
    try {
      thread.join(CLOSING.toMillis());
      channel.close();
      thread.interrupt();
      thread.join(CLOSING.toMillis());
    } catch (InterruptedException e) {
      channel.close();
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
