package nz.co.medimage.transport.wifi;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads that do not keep a process alive. */
final class Threads {
  private Threads() {}

  static void start(String name, Runnable task) {
    daemon(name, task).start();
  }

  /** One thread that is there while needed. */
  static ExecutorService single(String name) {
    return Executors.newSingleThreadExecutor(task -> daemon(name, task));
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
