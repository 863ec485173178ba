package nz.co.medimage.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network in memory that joins senders and receivers of one process, and loses what a test wants
 * it to lose:
 *
 * <pre>{@code
 * LoopbackNetwork network = new LoopbackNetwork();
 * Receiver.builder(home).listener(new LoopbackListener(network, "pc"));
 * Sender.builder(phoneHome).transport(new LoopbackTransport(network));
 * network.loseReplies(LoopbackNetwork.Call.APPEND, 1);
 * }</pre>
 *
 * <p>Safe for use by several threads.
 */
public final class LoopbackNetwork {

  /** The kinds of call that travel over the network. */
  public enum Call {
    /** A sender reaches a receiver and shows its credential. */
    CONNECT,
    /** A pairing message and its answer. */
    EXCHANGE,
    /** An upload begins, or continues. */
    BEGIN,
    /** Bytes of an upload. */
    APPEND,
    /** A receipt is asked for. */
    RECEIPT
  }

  private final Map<String, LoopbackListener> listeners = new ConcurrentHashMap<>();
  private final Map<Call, Integer> lostRequests = new EnumMap<>(Call.class);
  private final Map<Call, Integer> lostReplies = new EnumMap<>(Call.class);
  private final List<Call> calls = new ArrayList<>();
  private boolean down;
  private long cutAfter = -1;

  /** Makes a network without faults and without anybody on it. */
  public LoopbackNetwork() {}

  /** Loses the next {@code times} requests of a kind: the receiver never sees them. */
  public synchronized void loseRequests(Call call, int times) {
    lostRequests.merge(call, times, Integer::sum);
  }

  /** Loses the next {@code times} replies of a kind: the receiver has done what was asked. */
  public synchronized void loseReplies(Call call, int times) {
    lostReplies.merge(call, times, Integer::sum);
  }

  /**
   * Cuts off the next {@link Call#APPEND}, once.
   *
   * @param bytes how many of its bytes still arrive
   */
  public synchronized void cutNextUploadAfter(long bytes) {
    cutAfter = bytes;
  }

  /** Loses every request until {@link #heal()}. */
  public synchronized void takeDown() {
    down = true;
  }

  /** Ends all faults. */
  public synchronized void heal() {
    down = false;
    cutAfter = -1;
    lostRequests.clear();
    lostReplies.clear();
  }

  /** All calls so far, lost ones included, oldest first. */
  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  void register(LoopbackListener listener) throws IOException {
    if (listeners.putIfAbsent(listener.address(), listener) != null) {
      throw new IOException("the address " + listener.address() + " is in use");
    }
  }

  void unregister(LoopbackListener listener) {
    listeners.remove(listener.address(), listener);
  }

  LoopbackListener listener(String address) throws IOException {
    LoopbackListener listener = listeners.get(address);
    if (listener == null) {
      throw new IOException("nobody listens at " + address);
    }
    return listener;
  }

  List<LoopbackListener> listeners() {
    return List.copyOf(listeners.values());
  }

  /** Carries one call there and its reply back, or loses one of them. */
  <T> T carry(Call call, Action<T> action) throws IOException {
    synchronized (this) {
      calls.add(call);
      if (down || take(lostRequests, call)) {
        throw new IOException("the request was lost");
      }
    }
    T reply = action.run();
    synchronized (this) {
      if (take(lostReplies, call)) {
        throw new IOException("the reply was lost");
      }
    }
    return reply;
  }

  synchronized long takeCut() {
    long cut = cutAfter;
    cutAfter = -1;
    return cut;
  }

  private static boolean take(Map<Call, Integer> faults, Call call) {
    int left = faults.getOrDefault(call, 0);
    if (left > 0) {
      faults.put(call, left - 1);
    }
    return left > 0;
  }

  /** What a call does at the receiver. */
  @FunctionalInterface
  interface Action<T> {
    T run() throws IOException;
  }
}
