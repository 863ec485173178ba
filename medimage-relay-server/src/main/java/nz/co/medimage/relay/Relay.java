package nz.co.medimage.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.transport.http.server.UploadLimits;
import org.jspecify.annotations.Nullable;

/**
 * A relay, {@code spec/relay-v1.md}: it keeps sealed envelopes for receivers that are away and
 * receipts for senders that are away, and can read neither.
 *
 * <p>Safe for use by several threads. All its threads are daemons: whoever embeds a relay must keep
 * the process alive.
 */
public final class Relay implements AutoCloseable {
  /** The default port. */
  public static final int DEFAULT_PORT = 5567;

  private final Builder options;

  /** Since it was started; both guarded by this. */
  private @Nullable RunningRelay running;

  private boolean closed;

  private Relay(Builder options) {
    this.options = new Builder(options);
  }

  /**
   * Begins a relay.
   *
   * @param store belongs to the relay from now on and is closed with it
   */
  public static Builder builder(RelayStore store) {
    return new Builder(store);
  }

  /**
   * Listens. Called once. If this fails, the relay is closed.
   *
   * @throws IOException with one sentence if it cannot listen
   * @throws IllegalStateException if it was started or closed before
   */
  public synchronized void start() throws IOException {
    if (closed) {
      throw new IllegalStateException("a relay that was closed does not start; build another");
    }
    if (running != null) {
      throw new IllegalStateException("a relay is started once");
    }
    try {
      running = new RunningRelay(options);
    } finally {
      if (running == null) {
        close();
      }
    }
  }

  /** Whether it listens on a loopback address and not behind a proxy. */
  public boolean isForThisMachineAlone() {
    return options.isForThisMachineAlone();
  }

  /**
   * The port that it listens on.
   *
   * @throws IllegalStateException if it was not started
   */
  public synchronized int port() {
    if (running == null) {
      throw new IllegalStateException("this relay is not started: call start()");
    }
    return running.port();
  }

  /**
   * Stops listening, answers those who wait, gives requests in progress a second to finish, leaves
   * uploads where they stand, and closes the store. Calling it again has no effect; a relay that
   * was closed does not start again.
   */
  @Override
  public void close() {
    RunningRelay ending;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      ending = running;
    }
    if (ending == null) {
      options.store.close();
    } else {
      ending.close();
    }
  }

  /** Assembles a {@link Relay}. Not for use by several threads at once. */
  public static final class Builder {
    final RelayStore store;
    InetSocketAddress address = new InetSocketAddress(DEFAULT_PORT);
    @Nullable SSLContext tls;
    Limits limits = Limits.standard();
    boolean behindProxy;
    boolean openToThisMachine;
    boolean metricsForAll;
    int mostConnections = 20_000;
    int mostOfAddress = 2_000;
    UploadLimits uploads = UploadLimits.standard();
    @Nullable Path spool;
    Clock clock = Clock.systemUTC();
    @Nullable Consumer<String> accessLog;

    private Builder(RelayStore store) {
      this.store = Objects.requireNonNull(store, "store");
    }

    /** A copy, which later calls of the original do not change. */
    private Builder(Builder other) {
      store = other.store;
      address = other.address;
      tls = other.tls;
      limits = other.limits;
      behindProxy = other.behindProxy;
      openToThisMachine = other.openToThisMachine;
      metricsForAll = other.metricsForAll;
      mostConnections = other.mostConnections;
      mostOfAddress = other.mostOfAddress;
      uploads = other.uploads;
      spool = other.spool;
      clock = other.clock;
      accessLog = other.accessLog;
    }

    /** Where to listen. Default: all addresses, port {@link #DEFAULT_PORT}. */
    public Builder address(InetSocketAddress address) {
      this.address = Objects.requireNonNull(address, "address");
      return this;
    }

    /** Has the relay speak TLS itself. Default: TLS is left to a proxy in front of it. */
    public Builder tls(SSLContext context) {
      this.tls = Objects.requireNonNull(context, "context");
      return this;
    }

    /** What it accepts. Default: {@link Limits#standard()}. */
    public Builder limits(Limits limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /**
     * Believes the last address in {@code X-Forwarded-For}. Only for a relay that can be reached
     * through one reverse proxy and in no other way: otherwise anybody could claim to be somebody
     * else. Default: not behind a proxy.
     */
    public Builder behindProxy() {
      this.behindProxy = true;
      return this;
    }

    /**
     * Lets receivers that run on this machine enrol without the {@link Limits#enrolmentKey()}. It
     * counts only if the relay listens on a loopback address and not {@linkplain #behindProxy()
     * behind a proxy}: otherwise the relay could not tell them from strangers whose connections are
     * passed on by something on this machine. Default: they need the key too.
     */
    public Builder openToThisMachine() {
      this.openToThisMachine = true;
      return this;
    }

    /** Whether nobody reaches it but programs of this machine. */
    boolean isForThisMachineAlone() {
      return !behindProxy
          && address.getAddress() != null
          && address.getAddress().isLoopbackAddress();
    }

    /** Shows {@code /metrics} to everybody. Default: only to programs on this machine. */
    public Builder metricsForAll() {
      this.metricsForAll = true;
      return this;
    }

    /**
     * How many connections it keeps at a time; each receiver that waits has one. Beyond that, the
     * connection that has been idle longest is closed to make room. Default: 20,000.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder mostConnections(int connections) {
      this.mostConnections = atLeastOne(connections);
      return this;
    }

    /**
     * How many connections one address may have, or one /64 network of IPv6. Does not count
     * {@linkplain #behindProxy() behind a proxy}, which must limit them itself. Default: 2,000.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder mostConnectionsOfAddress(int connections) {
      this.mostOfAddress = atLeastOne(connections);
      return this;
    }

    private static int atLeastOne(int connections) {
      if (connections < 1) {
        throw new IllegalArgumentException("a relay needs room for one connection");
      }
      return connections;
    }

    /**
     * How many uploads it receives at once. Beyond that, one that is too slow is ended to make
     * room, or else the sender is told to come again. Default: 128 in all, 64 from one address, 16
     * into one mailbox, 8 from one device.
     *
     * @throws IllegalArgumentException if one of them is less than 1
     */
    public Builder mostUploads(int inAll, int ofAddress, int ofMailbox, int ofDevice) {
      this.uploads =
          UploadLimits.builder()
              .inAll(inAll)
              .ofAddress(ofAddress)
              .ofOwner(ofMailbox)
              .ofDevice(ofDevice)
              .build();
      return this;
    }

    /**
     * Where bodies with {@code Upload-Checksum} are kept until they are verified: a folder of this
     * relay's own, emptied when it starts. Default: none, and the relay accepts no checksums.
     */
    public Builder spool(Path folder) {
      this.spool = Objects.requireNonNull(folder, "folder");
      return this;
    }

    /** The clock. Default: the system's. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** Receives a line for each request. Default: none. */
    public Builder accessLog(Consumer<String> lines) {
      this.accessLog = Objects.requireNonNull(lines, "lines");
      return this;
    }

    /** Makes the relay; later calls of this builder do not change it. */
    public Relay build() {
      return new Relay(this);
    }
  }
}
