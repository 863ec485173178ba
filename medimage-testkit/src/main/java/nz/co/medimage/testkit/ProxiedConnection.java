package nz.co.medimage.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/** One connection through a {@link FaultProxy}: two threads that copy, and one fault. */
final class ProxiedConnection {
  private final Socket client;
  private final Socket target = new Socket();
  private final Observer observer;
  private Fault fault;
  private long toTarget;
  private long fromTarget;
  private int halves = 2;
  private boolean ended;
  private boolean struck;

  /** The target gets no more, and what it still says reaches nobody. */
  private boolean isMute;

  /** Is told what becomes of a connection, on any thread. */
  interface Observer {
    /** So many more bytes are passed on to the target. */
    void passedToTarget(long bytes);

    /** Its fault struck; once at most. */
    void struck();

    void ended(ProxiedConnection connection);
  }

  /** Begins with {@link #start}. */
  ProxiedConnection(Socket client, Fault fault, Observer observer) {
    this.client = client;
    this.fault = fault;
    this.observer = observer;
  }

  void start(InetSocketAddress address) {
    Threads.daemon(
        "fault-proxy-connection",
        () -> {
          try {
            if (fault.effect == Fault.Effect.RESET && fault.toTarget == 0) {
              strike();
              reset();
              return;
            }
            target.connect(address);
            Threads.daemon("fault-proxy-reply", () -> copy(target, client, this::passFromTarget));
          } catch (IOException e) {
            reset();
            return;
          }
          copy(client, target, this::countToTarget);
        });
  }

  /** Ends the fault; what was frozen resumes. */
  synchronized void heal() {
    fault = Fault.none();
    notifyAll();
  }

  /** Ends the connection with RST on both sides. */
  void reset() {
    synchronized (this) {
      ended = true;
      notifyAll();
    }
    abort(client);
    abort(target);
    observer.ended(this);
  }

  private static void abort(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // it is closed already
    }
  }

  private void copy(Socket from, Socket to, Gate gate) {
    byte[] buffer = new byte[1 << 14];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        int passed = 0;
        while (passed < n) {
          int more = gate.pass(n - passed);
          if (isMute()) {
            passed = n;
          } else {
            out.write(buffer, passed, more);
            passed += more;
          }
        }
      }
      if (isMute()) {
        reset();
        return;
      }
      to.shutdownOutput();
      endHalf();
    } catch (TargetEnded e) {
      // The other thread resets the client once the target has read it all and closes.
    } catch (IOException e) {
      reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reset();
    }
  }

  private void endHalf() throws IOException {
    synchronized (this) {
      halves--;
      if (halves > 0) {
        return;
      }
    }
    client.close();
    target.close();
    observer.ended(this);
  }

  private int countToTarget(int wanted) throws IOException, InterruptedException {
    int more = passToTarget(wanted);
    observer.passedToTarget(more);
    return more;
  }

  /** Says how many of the bytes may pass now; waits, or throws, as the fault wants it. */
  private synchronized int passToTarget(int wanted) throws IOException, InterruptedException {
    delay();
    if (fault.effect == Fault.Effect.SWALLOW_REPLY) {
      toTarget += wanted;
      return wanted;
    }
    int passed = upTo(fault.toTarget - toTarget, wanted);
    if (passed == 0 && fault.effect == Fault.Effect.END) {
      strike();
      isMute = true;
      target.shutdownOutput();
      throw new TargetEnded();
    }
    if (passed == 0) {
      passed = suffer(wanted);
    }
    toTarget += passed;
    return passed;
  }

  private synchronized boolean isMute() {
    return isMute;
  }

  private synchronized int passFromTarget(int wanted) throws IOException, InterruptedException {
    delay();
    boolean reached = toTarget >= fault.toTarget;
    if (fault.effect == Fault.Effect.SWALLOW_REPLY && reached) {
      strike();
      throw new IOException("the reply is lost");
    }
    if (fault.effect == Fault.Effect.FREEZE && reached) {
      return suffer(wanted);
    }
    int passed = upTo(fault.fromTarget - fromTarget, wanted);
    if (passed == 0) {
      passed = suffer(wanted);
    }
    fromTarget += passed;
    return passed;
  }

  private synchronized void strike() {
    if (!struck) {
      struck = true;
      observer.struck();
    }
  }

  private static int upTo(long left, int wanted) {
    return (int) Math.max(0, Math.min(left, wanted));
  }

  /** The fault strikes: returns only if it was a freeze and has been healed. */
  private int suffer(int wanted) throws IOException, InterruptedException {
    strike();
    if (fault.effect != Fault.Effect.FREEZE) {
      throw new IOException("the connection is cut");
    }
    while (fault.effect == Fault.Effect.FREEZE && !ended) {
      wait();
    }
    if (ended) {
      throw new IOException("the connection has ended");
    }
    return wanted;
  }

  private void delay() throws InterruptedException {
    long until = System.nanoTime() + fault.latencyNanos;
    while (!ended && fault.latencyNanos > 0 && until - System.nanoTime() > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, until - System.nanoTime());
    }
  }

  /** The target got all that it gets. */
  private static final class TargetEnded extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Lets bytes pass, waits or throws. */
  @FunctionalInterface
  private interface Gate {
    int pass(int wanted) throws IOException, InterruptedException;
  }
}
