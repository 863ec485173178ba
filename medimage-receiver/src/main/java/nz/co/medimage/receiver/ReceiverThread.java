package nz.co.medimage.receiver;

/** A thread that a receiver made: named, and keeping no process alive. */
final class ReceiverThread extends Thread {

  ReceiverThread(Runnable task, String name) {
    super(task, name);
    setDaemon(true);
  }

  /** Whether this code runs on one, which {@link Receiver#close} must not wait for. */
  static boolean isCurrent() {
    return Thread.currentThread() instanceof ReceiverThread;
  }
}
