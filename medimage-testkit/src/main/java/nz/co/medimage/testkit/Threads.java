package nz.co.medimage.testkit;

/** Threads that do not keep a JVM alive. */
final class Threads {
  private Threads() {}

  static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
