package nz.co.medimage.transport.relay;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import nz.co.medimage.transport.http.v1.WaitingList.Message;
import org.jspecify.annotations.Nullable;

/** One message on its way from the relay to its reply. */
final class CollectTask {
  final Message message;
  int failures;

  /** Downloads in a row that gave nothing. */
  int fruitless;

  /** Where it stood when it was last taken up. */
  long stood;

  /** What the relay told of it while it was on its way: its sender may have sent it again. */
  volatile @Nullable Message again;

  /** What it waits for: the receiver's word, or the next try. */
  private @Nullable CompletableFuture<?> word;

  private @Nullable ScheduledFuture<?> nextTry;
  private boolean paused;
  private boolean cancelled;

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

  /** It pauses before its next try. */
  synchronized void pause() {
    paused = true;
  }

  /** Ends its pause, if it still has one, for the caller alone. */
  synchronized boolean endPause() {
    boolean was = paused;
    paused = false;
    return was;
  }

  /** Leaves nothing behind at those that it waits for. */
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
