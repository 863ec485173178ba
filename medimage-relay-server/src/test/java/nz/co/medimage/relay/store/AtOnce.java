package nz.co.medimage.relay.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Calls several at once. */
final class AtOnce {
  private AtOnce() {}

  static <T> List<T> all(Callable<T> one, Callable<T> other) throws Exception {
    return all(List.of(one, other));
  }

  /** What each returned, in their order. */
  static <T> List<T> all(List<Callable<T>> calls) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      List<Future<T>> running = new ArrayList<>();
      for (Callable<T> call : calls) {
        running.add(threads.submit(call));
      }
      List<T> all = new ArrayList<>();
      for (Future<T> each : running) {
        all.add(each.get());
      }
      return all;
    } finally {
      threads.shutdownNow();
    }
  }
}
