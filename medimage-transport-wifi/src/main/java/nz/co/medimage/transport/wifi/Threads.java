package nz.co.medimage.transport.wifi;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Threads that do not keep a process alive. */
final class Threads {
  private Threads() {}

  static void start(String name, Runnable task) {
    daemon(name, task).start();
  }

  /** One thread that is there while needed. */
  static ScheduledExecutorService single(String name) {
    return Executors.newSingleThreadScheduledExecutor(task -> daemon(name, task));
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
