package nz.co.medimage.sender;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.crypto.PairingCode;
import nz.co.medimage.crypto.PairingGuest;
import nz.co.medimage.runtime.Home;
import org.jspecify.annotations.Nullable;

/**
 * Sends photos to the receivers that this device is paired with.
 *
 * <p>What {@link #send} has accepted is sealed in the outbox in the home folder, and reaches its
 * receiver whatever happens: the sender resumes a transfer where it broke off, waits longer and
 * longer between tries, and if the process is killed, the next sender that is started on this home
 * carries on. Receivers do not delay each other.
 *
 * <p>The routes to a receiver are raced as RFC 8305 races addresses: each has a {@link
 * Builder#headStart head start} over the next, and whichever opens first carries the photo. If a
 * route to the receiver itself opens later, it takes over what is on its way to a relay or already
 * there.
 *
 * <p>All methods except {@link #start} and {@link #close} need a sender that was started. Safe for
 * use by several threads. All its threads are daemons: whoever embeds a sender must keep the
 * process alive until photos are delivered, or leave them to the next start.
 */
public final class Sender implements AutoCloseable {
  private final Builder options;
  private final Home home;
  private final SafeObserver observer;

  /** Since it was started; both guarded by this. */
  private @Nullable RunningSender running;

  private boolean closed;

  private Sender(Builder options) throws IOException {
    this.options = new Builder(options);
    this.home = Home.open(options.home, Home.Kind.SENDER);
    this.observer = new SafeObserver(options.observers, this.options.clock);
  }

  /**
   * Begins a sender.
   *
   * @param home holds all its state; created if it is missing or empty; one running sender for each
   *     home
   */
  public static Builder builder(Path home) {
    return new Builder(home);
  }

  /**
   * Takes the home and sends what waits in its outbox. Called once. If this fails, the sender is
   * closed.
   *
   * @throws IOException with one sentence if another sender runs this home, if the passphrase is
   *     wrong or missing, if the settings of a transport are wrong, or if the disk fails
   * @throws IllegalStateException if it was started or closed before
   */
  public void start() throws IOException {
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("a sender that was closed does not start; build another");
      }
      if (running != null) {
        throw new IllegalStateException("a sender is started once");
      }
      try {
        running = RunningSender.open(home, options, observer);
      } finally {
        if (running == null) {
          closed = true;
          RunningSender.closing(options.transports).close();
        }
      }
    }
    running().start();
  }

  private synchronized RunningSender running() {
    if (running == null) {
      throw new IllegalStateException(
          closed ? "this sender is closed" : "this sender is not started: call start()");
    }
    return running;
  }

  /**
   * Pairs with a nearby receiver that shows {@code code}. Blocks for some seconds. Whoever answers
   * to the code's number can test one guess at the rest of it, so a sender tries three receivers at
   * most with one code, and none if more answer.
   *
   * @return the receiver, with a name that no other pairing has
   * @throws IllegalArgumentException with one sentence if {@code code} is not a pairing code
   * @throws nz.co.medimage.api.transport.PairingRefusedException with one sentence if the code is
   *     wrong or has run out, if more than three receivers answer to its number, or if this sender
   *     tried it three times; the sentence says what to do
   * @throws IOException with one sentence if no such receiver can be reached, or if the disk fails
   */
  public PairedReceiver pair(String code) throws IOException {
    Objects.requireNonNull(code, "code");
    return running().pair(pairer -> pairer.nearBy(PairingCode.parse(code)));
  }

  /**
   * Pairs with the receiver at an address.
   *
   * @param address {@code host:port} or a URL
   * @throws IllegalArgumentException with one sentence if {@code code} is not a pairing code
   * @throws nz.co.medimage.api.transport.PairingRefusedException with one sentence if the code is
   *     wrong or has run out, or if this sender tried it three times
   * @throws IOException with one sentence if no such receiver can be reached, or if the disk fails
   */
  public PairedReceiver pair(String code, String address) throws IOException {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(address, "address");
    return running().pair(pairer -> pairer.at(address, PairingCode.parse(code)));
  }

  /** The receivers that photos can be sent to, oldest pairing first. */
  public List<PairedReceiver> pairings() {
    return running().pairings();
  }

  /**
   * Forgets a pairing and its keys.
   *
   * @throws UnknownReceiverException if no receiver is paired under that name
   * @throws IOException with one sentence if photos for it still wait, or may wait in a file that
   *     cannot be read now, or if the disk fails
   */
  public void forget(String name) throws IOException {
    Objects.requireNonNull(name, "name");
    running().forget(name);
  }

  /**
   * Sends to the only paired receiver.
   *
   * @throws UnknownReceiverException with one sentence if there is none or more than one
   * @throws IOException as {@link #send(Photo, PatientTag, String)} does
   */
  public Delivery send(Photo photo, PatientTag tag) throws IOException {
    return send(photo, tag, SendOptions.defaults());
  }

  /**
   * Seals a photo into the outbox and returns as soon as it is safe there, even from a power cut;
   * from then on not even this device can open it. Reads the photo's content twice.
   *
   * @param to the name of a paired receiver
   * @throws UnknownReceiverException with one sentence if no receiver is paired under that name
   * @throws IllegalArgumentException with one sentence if the photo's attributes are too long:
   *     together with everything else that is known about it they take at most 64 KiB
   * @throws java.io.InterruptedIOException if this thread is interrupted meanwhile
   * @throws IOException with one sentence if the content cannot be read, is empty or changes
   *     meanwhile, or if the outbox cannot be written; whatever is thrown, nothing is kept and
   *     nothing is sent
   */
  public Delivery send(Photo photo, PatientTag tag, String to) throws IOException {
    Objects.requireNonNull(to, "to");
    return send(photo, tag, SendOptions.defaults().to(to));
  }

  /**
   * Sends as the options say; otherwise as {@link #send(Photo, PatientTag, String)} does. If two
   * threads send the same photo, under one key or with joining, the second waits for the first.
   *
   * @return the handle of the new envelope, or of an earlier one that the options allow it to find;
   *     its status says whether that was delivered
   * @throws UnknownReceiverException with one sentence if no such receiver is paired
   * @throws IllegalArgumentException with one sentence if an envelope under the same key waits or
   *     was delivered, but has another photo or tag
   * @throws IOException as {@link #send(Photo, PatientTag, String)} does; also if the options allow
   *     it to find an earlier envelope whose file cannot be read now
   */
  public Delivery send(Photo photo, PatientTag tag, SendOptions options) throws IOException {
    Objects.requireNonNull(photo, "photo");
    Objects.requireNonNull(tag, "tag");
    Objects.requireNonNull(options, "options");
    return running().send(photo, tag, options);
  }

  /**
   * All photos that wait, and those that ended within the last 30 days, oldest first.
   *
   * @throws IOException if the disk fails
   */
  public List<Delivery> deliveries() throws IOException {
    return running().deliveries();
  }

  /**
   * Those of {@link #deliveries()} to which the app gave this reference, oldest first.
   *
   * @param reference see {@link SendOptions#reference}
   * @throws IOException if the disk fails
   */
  public List<Delivery> deliveries(String reference) throws IOException {
    Objects.requireNonNull(reference, "reference");
    return running().deliveries(reference);
  }

  /**
   * The one of {@link #deliveries()} with this id, if there is one.
   *
   * @throws IOException if the disk fails
   */
  public Optional<Delivery> delivery(EnvelopeId id) throws IOException {
    Objects.requireNonNull(id, "id");
    return running().delivery(id);
  }

  /**
   * What was found damaged or could not be read when this sender was started, one sentence each;
   * damaged files are kept, those that could not be read are tried again, and everything else
   * works.
   */
  public List<String> problems() {
    return running().problems();
  }

  /**
   * One sentence if the clock of this device differs by more than five minutes from that of a
   * receiver or a relay, by their last answers in this process. No photo's fate depends on it.
   */
  public Optional<String> clockProblem() {
    return running().clockProblem();
  }

  /**
   * Tries at once everything that waits: call it when the network changed or the device woke up.
   * What is on its way to a relay or already there goes to the receiver itself, if that can be
   * reached now.
   */
  public void retryNow() {
    running().retryNow();
  }

  /**
   * Stops what is in progress, the threads and the transports, within about three seconds. What has
   * not ended stays in the outbox, for the next sender of this home. A {@code send} that is still
   * reading its photo by then goes on, and so does a transport that ignores an interrupt; the home
   * is in use until they have returned. Calling it again has no effect; a sender that was closed
   * does not start again.
   */
  @Override
  public void close() {
    RunningSender ending;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      ending = running;
    }
    if (ending == null) {
      RunningSender.closing(options.transports).close();
    } else {
      ending.close();
    }
  }

  /** Assembles a {@link Sender}. Not for use by several threads at once. */
  public static final class Builder {

    final Path home;
    final List<Transport> transports = new ArrayList<>();
    final Map<String, Map<String, @Nullable Object>> transportSettings = new LinkedHashMap<>();
    boolean findsTransports;
    final List<SenderObserver> observers = new ArrayList<>();
    String deviceName = "MedImage sender";
    char @Nullable [] passphrase;
    Clock clock = Clock.systemUTC();
    SecureRandom random = new SecureRandom();
    Backoff backoff = new Backoff(Duration.ofSeconds(15), 3, Duration.ofHours(6), 0.2);
    @Nullable Timer timer;
    Duration headStart = Duration.ofMillis(300);
    boolean warmUp = true;

    private Builder(Path home) {
      this.home = Objects.requireNonNull(home, "home");
    }

    /** A copy, which later calls of the original do not change. */
    private Builder(Builder other) {
      home = other.home;
      transports.addAll(other.transports);
      transportSettings.putAll(other.transportSettings);
      findsTransports = other.findsTransports;
      observers.addAll(other.observers);
      deviceName = other.deviceName;
      passphrase = other.passphrase;
      clock = other.clock;
      random = other.random;
      backoff = other.backoff;
      timer = other.timer;
      headStart = other.headStart;
      warmUp = other.warmUp;
    }

    /**
     * What receivers call this device when it pairs. Default: {@code MedImage sender}.
     *
     * @param name 1 to 100 characters, none of them a control character
     * @throws IllegalArgumentException with one sentence if the name is none of these
     */
    public Builder deviceName(String name) {
      deviceName = PairingGuest.checkDeviceName(Objects.requireNonNull(name, "name"));
      return this;
    }

    /**
     * Adds a transport. The sender prefers them in the order of these calls, so those that lead to
     * the receiver itself go first. Closed with the sender; given twice, it counts once.
     *
     * @throws IllegalArgumentException if another transport has its id
     */
    public Builder transport(Transport transport) {
      Objects.requireNonNull(transport, "transport");
      if (transports.stream().noneMatch(other -> other == transport)) {
        if (transports.stream().anyMatch(other -> other.id().equals(transport.id()))) {
          throw new IllegalArgumentException("two transports have the id " + transport.id());
        }
        transports.add(transport);
      }
      return this;
    }

    /**
     * Adds the transports that are found on the class path and the module path when the sender
     * starts, each with the defaults of its settings; see {@link
     * nz.co.medimage.api.transport.TransportProvider}. They follow those given in code, relays
     * last. One with the id of a transport given in code is passed over; one that is broken, lacks
     * a required setting, or has the id of one found before, is left out and reported in {@link
     * Sender#problems}. Default: none is looked for.
     */
    public Builder findTransports() {
      return findTransports(Map.of());
    }

    /**
     * The same, with settings for some of them. If one is unknown, missing or of a wrong type, or
     * if no transport with such an id is found, the sender does not start.
     *
     * @param settings by the transport's id, then by key: each a {@link String}, {@link Number},
     *     {@link Boolean} or {@link List} of these; relative paths start at the sender's home
     */
    public Builder findTransports(
        Map<String, ? extends Map<String, ? extends @Nullable Object>> settings) {
      Objects.requireNonNull(settings, "settings");
      findsTransports = true;
      transportSettings.clear();
      settings.forEach((id, values) -> transportSettings.put(id, new LinkedHashMap<>(values)));
      return this;
    }

    /** Adds an observer, after those before it. Default: none. */
    public Builder observer(SenderObserver observer) {
      observers.add(Objects.requireNonNull(observer, "observer"));
      return this;
    }

    /** Seals the keys in the home under a passphrase, which must always be the same. Copied. */
    public Builder passphrase(char[] passphrase) {
      this.passphrase = Objects.requireNonNull(passphrase, "passphrase").clone();
      return this;
    }

    /** The clock. Pauses do not depend on it. Default: the system's. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * The source of randomness for ids, pairing and jitter; sealing never depends on it. Default: a
     * new one.
     */
    public Builder random(SecureRandom random) {
      this.random = Objects.requireNonNull(random, "random");
      return this;
    }

    /** The pauses between tries. Default: 15 s, ×3 up to 6 h, a fifth off either way. */
    public Builder backoff(Backoff backoff) {
      this.backoff = Objects.requireNonNull(backoff, "backoff");
      return this;
    }

    /**
     * How long a route is tried, counted from its last sign of progress, before the next one is
     * tried beside it; in all at most five times as long. Default: 300 ms.
     *
     * @throws IllegalArgumentException if it is negative or more than one minute
     */
    public Builder headStart(Duration headStart) {
      Objects.requireNonNull(headStart, "headStart");
      if (headStart.isNegative() || headStart.compareTo(Duration.ofMinutes(1)) > 0) {
        throw new IllegalArgumentException("a head start takes between 0 and 60 s");
      }
      this.headStart = headStart;
      return this;
    }

    /** Leaves out the warm-up of the cipher, for a process that ends soon. */
    public Builder withoutWarmUp() {
      warmUp = false;
      return this;
    }

    Builder timer(Timer timer) {
      this.timer = timer;
      return this;
    }

    /**
     * Opens the home. Later calls of this builder do not change the sender.
     *
     * @throws IOException with one sentence if the home is not a sender's or is of a later version,
     *     or if the disk fails
     */
    public Sender build() throws IOException {
      return new Sender(this);
    }
  }
}
