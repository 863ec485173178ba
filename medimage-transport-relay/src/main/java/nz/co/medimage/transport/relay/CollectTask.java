package nz.co.medimage.transport.relay;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import nz.co.medimage.transport.http.v1.WaitingList.Message;
import org.jspecify.annotations.Nullable;

/** One message on its way from the relay to its reply. */
final class CollectTask {
  final Message message;
  int failures;

  /** Downloads in a row that brought no byte. */
  int fruitless;

  /** The offset at which it was last resumed. */
  long stood;

  /**
   * What the relay listed for it while it was on its way, because its sender may have sent it
   * again.
   */
  volatile @Nullable Message again;

  /** What it waits for: the receiver's answer, or the next try. */
  private @Nullable CompletableFuture<?> word;

  private @Nullable ScheduledFuture<?> nextTry;
  private boolean paused;
  private boolean cancelled;
  private boolean works;
  private boolean gaveWay;

  CollectTask(Message message) {
    this.message = message;
  }

  synchronized void waitFor(CompletableFuture<?> coming) {
    word = coming;
    if (cancelled) {
      coming.cancel(false);
    }
  }

  synchronized void waitFor(ScheduledFuture<?> coming) {
    nextTry = coming;
    if (cancelled) {
      coming.cancel(false);
    }
  }

  /**
   * Begins to collect what is coming in.
   *
   * @return false if it gave way
   */
  synchronized boolean work() {
    works = !gaveWay;
    return works;
  }

  /** What is coming in is not awaited any more. */
  synchronized void rest() {
    works = false;
  }

  /**
   * Gives way to the whole message.
   *
   * @return false if it is at work
   */
  synchronized boolean giveWay() {
    gaveWay = !works;
    if (gaveWay) {
      cancel();
    }
    return gaveWay;
  }

  /** The relay has its reply: if it told meanwhile that this upload is whole, that is done. */
  void replied() {
    Message told = again;
    if (!message.isWhole() && told != null && told.upload().equals(message.upload())) {
      again = null;
    }
  }

  /** It pauses before its next try. */
  synchronized void pause() {
    paused = true;
  }

  /** Ends its pause; true for only one caller. */
  synchronized boolean endPause() {
    boolean was = paused;
    paused = false;
    return was;
  }

  /** Cancels what it waits for. */
  synchronized void cancel() {
    cancelled = true;
    if (word != null) {
      word.cancel(false);
    }
    if (nextTry != null) {
      nextTry.cancel(false);
    }
  }
}
