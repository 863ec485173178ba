package nz.co.medimage.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy on loopback that does to connections what bad networks do. It knows no protocol, so
 * TLS passes through it untouched.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.to(port)) {
 *   proxy.next(Fault.cutToTarget(10_000));
 *   upload(proxy.port());
 *   assertEquals(1, proxy.struck());
 * }
 * }</pre>
 *
 * <p>Faults are per connection: {@link #next} plans those of the coming connections, {@link
 * #always} that of all connections without a planned one. Safe for use by several threads. The test
 * closes it.
 */
public final class FaultProxy implements AutoCloseable {
  private final ServerSocket server;
  private final Queue<Fault> planned = new ArrayDeque<>();
  private final Set<ProxiedConnection> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicLong toTarget = new AtomicLong();
  private volatile InetSocketAddress target;
  private Fault usual = Fault.none();
  private int struck;

  private FaultProxy(InetSocketAddress target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** Starts a proxy, on a free port, to a port of this machine. */
  public static FaultProxy to(int port) throws IOException {
    return to(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Starts a proxy, on a free port of loopback, to an address. */
  public static FaultProxy to(InetSocketAddress target) throws IOException {
    FaultProxy proxy = new FaultProxy(target);
    Threads.daemon("fault-proxy", proxy::accept);
    return proxy;
  }

  /** The port of the proxy on loopback, to connect to in place of the target. */
  public int port() {
    return server.getLocalPort();
  }

  /** How many connections there were so far. */
  public int connections() {
    return accepted.get();
  }

  /**
   * How many connections have suffered their fault so far: were cut, frozen or lost a reply. A
   * fault that is planned beyond the bytes that come does not strike, so a test should assert this
   * too. Latency does not count, nor does {@link #resetNow()}.
   */
  public synchronized int struck() {
    return struck;
  }

  /**
   * Blocks until at least {@code atLeast} connections have suffered their fault; call it under a
   * time limit.
   */
  public synchronized void awaitStruck(int atLeast) throws InterruptedException {
    while (struck < atLeast) {
      wait();
    }
  }

  /**
   * How many bytes were sent on to the target so far over all connections, those of TLS included,
   * whether the target read them or not.
   */
  public long bytesToTarget() {
    return toTarget.get();
  }

  /** Leads the coming connections to another port of loopback, as if the server had moved. */
  public void redirect(int port) {
    target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Plans the faults of the coming connections, one each, after those already planned. */
  public synchronized void next(Fault... faults) {
    planned.addAll(java.util.List.of(faults));
  }

  /** Sets the fault of every coming connection that has no planned one, until {@link #clear()}. */
  public synchronized void always(Fault fault) {
    usual = fault;
  }

  /** Forgets all faults; frozen connections continue. */
  public void clear() {
    synchronized (this) {
      planned.clear();
      usual = Fault.none();
    }
    open.forEach(ProxiedConnection::heal);
  }

  /** Resets every connection that is open now. */
  public void resetNow() {
    open.forEach(ProxiedConnection::reset);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        accepted.incrementAndGet();
        ProxiedConnection connection = new ProxiedConnection(client, takeFault(), new Watch());
        open.add(connection);
        connection.start(target);
      } catch (IOException e) {
        // closed, or one connection that failed: the next may be better
      }
    }
  }

  private final class Watch implements ProxiedConnection.Observer {
    @Override
    public void passedToTarget(long bytes) {
      toTarget.addAndGet(bytes);
    }

    @Override
    public void struck() {
      synchronized (FaultProxy.this) {
        struck++;
        FaultProxy.this.notifyAll();
      }
    }

    @Override
    public void ended(ProxiedConnection connection) {
      open.remove(connection);
    }
  }

  private synchronized Fault takeFault() {
    Fault fault = planned.poll();
    return fault == null ? usual : fault;
  }

  /** Stops listening and resets the open connections. */
  @Override
  public void close() throws IOException {
    server.close();
    resetNow();
  }
}
