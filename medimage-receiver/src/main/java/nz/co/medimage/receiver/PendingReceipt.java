package nz.co.medimage.receiver;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A receipt that senders wait for. A cancelled wait leaves nothing behind: a sender asks again
 * every few seconds, for as long as a required sink is away.
 */
final class PendingReceipt {
  private final Map<Object, CompletableFuture<byte[]>> waiting = new HashMap<>();
  private @Nullable Consumer<CompletableFuture<byte[]>> outcome;

  /** One more that waits; cancelled, it is forgotten. */
  CompletableFuture<byte[]> join() {
    CompletableFuture<byte[]> one = new CompletableFuture<>();
    Object key = new Object();
    Consumer<CompletableFuture<byte[]>> known;
    synchronized (this) {
      known = outcome;
      if (known == null) {
        waiting.put(key, one);
      }
    }
    if (known == null) {
      var ignored = one.whenComplete((receipt, e) -> leave(key));
    } else {
      known.accept(one);
    }
    return one;
  }

  private synchronized void leave(Object key) {
    waiting.remove(key);
  }

  /** How many wait. */
  synchronized int size() {
    return waiting.size();
  }

  /** Each gets an array of its own. */
  void complete(byte[] receipt) {
    end(one -> one.complete(receipt.clone()));
  }

  void fail(Exception e) {
    end(one -> one.completeExceptionally(e));
  }

  /** The first end counts. */
  private void end(Consumer<CompletableFuture<byte[]>> how) {
    List<CompletableFuture<byte[]>> all;
    synchronized (this) {
      if (outcome != null) {
        return;
      }
      outcome = how;
      all = List.copyOf(waiting.values());
      waiting.clear();
    }
    all.forEach(how);
  }
}
