package nz.co.medimage.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.transport.http.server.PageOrigin;
import nz.co.medimage.transport.http.server.UploadLimits;
import org.jspecify.annotations.Nullable;

/**
 * A relay as in {@code spec/relay-v1.md}: keeps sealed envelopes for receivers that are away and
 * receipts for senders that are away, and can read neither.
 *
 * <pre>{@code
 * Clock clock = Clock.systemUTC();
 * try (Relay relay =
 *     Relay.builder(SqlStore.open(Path.of("relay"), clock))
 *         .tls(PemFiles.context(Path.of("chain.pem"), Path.of("key.pem")))
 *         .limits(Limits.builder().kept(Duration.ofDays(14)).enrolmentKey(key).build())
 *         .build()) {
 *   relay.start();
 *   System.in.read(); // all threads of a relay are daemons
 * }
 * }</pre>
 *
 * <p>{@link Limits} are the same for all mailboxes; {@link RelayStore#grant} raises the allowance
 * of one. A {@link MailboxPolicy} of your own decides for each mailbox, and refuses in your words.
 *
 * <p>Safe for use by several threads.
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
   * @param store the storage; the relay closes it, in {@link #close} or if {@link #start} fails
   */
  public static Builder builder(RelayStore store) {
    return new Builder(store);
  }

  /**
   * Listens. Called once; if it fails, the relay is closed. Blocks until the relay listens, and not
   * longer.
   *
   * @throws IOException with one sentence for the operator if it cannot listen, if the spool folder
   *     cannot be emptied, or if the page for phones is missing
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

  /**
   * Whether only programs of this machine reach the relay: it listens on a loopback address and is
   * not {@linkplain Builder#behindProxy behind a proxy}.
   */
  public boolean isForThisMachineAlone() {
    return options.isForThisMachineAlone();
  }

  /**
   * The port that the relay listens on: the one that the system chose, if the address says 0.
   *
   * @throws IllegalStateException if the relay was not started
   */
  public synchronized int port() {
    if (running == null) {
      throw new IllegalStateException("this relay is not started: call start()");
    }
    return running.port();
  }

  /**
   * Stops listening, answers those who wait, gives requests in progress a second to finish, and
   * closes the store. Unfinished uploads stay in the store and resume after a restart. A closed
   * relay does not start again. Calling this again has no effect.
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
    MailboxPolicy policy = (mailbox, key) -> true;
    boolean behindProxy;
    boolean openToThisMachine;
    boolean metricsForAll;
    int mostConnections = 20_000;
    int mostOfAddress = 2_000;
    UploadLimits uploads = UploadLimits.standard();
    final Set<PageOrigin> pageOrigins = new LinkedHashSet<>();
    @Nullable String phonePage;
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
      policy = other.policy;
      behindProxy = other.behindProxy;
      openToThisMachine = other.openToThisMachine;
      metricsForAll = other.metricsForAll;
      mostConnections = other.mostConnections;
      mostOfAddress = other.mostOfAddress;
      uploads = other.uploads;
      pageOrigins.addAll(other.pageOrigins);
      phonePage = other.phonePage;
      spool = other.spool;
      clock = other.clock;
      accessLog = other.accessLog;
    }

    /** Where to listen. Default: all addresses, port {@link #DEFAULT_PORT}. */
    public Builder address(InetSocketAddress address) {
      this.address = Objects.requireNonNull(address, "address");
      return this;
    }

    /**
     * Lets the relay speak TLS itself, with a certificate such as {@link PemFiles} reads. Default:
     * no TLS, which is left to a reverse proxy in front of the relay.
     */
    public Builder tls(SSLContext context) {
      this.tls = Objects.requireNonNull(context, "context");
      return this;
    }

    /** How much the relay accepts, and how long it keeps it. Default: {@link Limits#standard()}. */
    public Builder limits(Limits limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /** Decides who may have a mailbox, and how much it may take. Default: the limits alone. */
    public Builder policy(MailboxPolicy policy) {
      this.policy = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /**
     * Takes the last address in {@code X-Forwarded-For} for that of the client. Only for a relay
     * that can be reached through one reverse proxy and in no other way: otherwise anybody could
     * claim any address. Default: not behind a proxy.
     */
    public Builder behindProxy() {
      this.behindProxy = true;
      return this;
    }

    /**
     * Lets receivers on this machine enrol without the {@link Limits#enrolmentKey()}. Has an effect
     * only if the relay {@linkplain #isForThisMachineAlone is for this machine alone}: otherwise it
     * could not tell them from strangers whose connections a program on this machine passes on.
     * Default: they need the key too.
     */
    public Builder openToThisMachine() {
      this.openToThisMachine = true;
      return this;
    }

    /** Whether only programs of this machine reach the relay. */
    boolean isForThisMachineAlone() {
      return !behindProxy
          && address.getAddress() != null
          && address.getAddress().isLoopbackAddress();
    }

    /**
     * Shows {@code /metrics} to everybody. Needs {@code
     * io.micrometer:micrometer-registry-prometheus}; without it {@code /metrics} is not found.
     * Default: only to programs on this machine.
     */
    public Builder metricsForAll() {
      this.metricsForAll = true;
      return this;
    }

    /**
     * The most connections at a time; each receiver that waits for photos holds one. Beyond that,
     * the connection that has been idle longest is closed to make room. Default: 20,000.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder mostConnections(int connections) {
      this.mostConnections = atLeastOne(connections);
      return this;
    }

    /**
     * The most connections of one address, or of one /64 network of IPv6. Has no effect {@linkplain
     * #behindProxy() behind a proxy}, which must limit them itself. Default: 2,000.
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
     * The most uploads at once. Beyond that, the slowest upload is broken off to make room, or the
     * sender is told when to try again (429, {@code too-many-requests}). Default: 128 in all, 64
     * from one address, 16 into one mailbox, 8 from one device.
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
     * Lets scripts of a web page that is served elsewhere send through this relay: their browsers
     * ask it whether they may (CORS). This protects nothing: only browsers ask, and only a paired
     * sender's token lets anybody leave a photo. May be called for several pages. Default: none.
     *
     * @param origin such as {@code https://photos.example}
     * @throws IllegalArgumentException with one sentence if it is not the origin of a page
     */
    public Builder pageOrigin(String origin) {
      pageOrigins.add(new PageOrigin(Objects.requireNonNull(origin, "origin")));
      return this;
    }

    /**
     * Serves the page for phones at {@code /p/}: senders that need no app. Who runs the relay could
     * change the page's script, so those who send by it trust the relay with their photos; {@code
     * SECURITY.md} says more. If the page is not among the resources of this module, {@link
     * Relay#start} fails. Default: no page.
     */
    public Builder phonePage() {
      return phonePage(PhonePage.FOLDER);
    }

    /** The same, of another folder of resources. */
    Builder phonePage(String folder) {
      this.phonePage = folder;
      return this;
    }

    /**
     * The folder in which bodies with {@code Upload-Checksum} are kept until they are verified. No
     * other program or node may use it; it is emptied when the relay starts. Default: none, and the
     * relay accepts no checksums.
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

    /**
     * Gets a line for each request: address, time, method, path, status, bytes, milliseconds; no
     * query, header or token. Called by the threads of the server, and must not block. Default: no
     * log.
     */
    public Builder accessLog(Consumer<String> lines) {
      this.accessLog = Objects.requireNonNull(lines, "lines");
      return this;
    }

    /**
     * Makes the relay. Later calls of this builder do not change it.
     *
     * @throws IllegalStateException with one sentence if {@link #metricsForAll} was called and
     *     {@code io.micrometer:micrometer-registry-prometheus} is missing
     */
    public Relay build() {
      if (metricsForAll && !RelayMetrics.isAvailable()) {
        throw new IllegalStateException(RelayMetrics.MISSING);
      }
      return new Relay(this);
    }
  }
}
