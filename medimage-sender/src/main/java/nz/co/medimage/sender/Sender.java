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
import nz.co.medimage.crypto.PairingUri;
import nz.co.medimage.runtime.Home;
import org.jspecify.annotations.Nullable;

/**
 * Sends photos to the receivers that this device is paired with.
 *
 * <pre>{@code
 * try (Sender sender = Sender.builder(home).transport(new WifiTransport()).build()) {
 *   sender.start();
 *   sender.pair("7-QXKD"); // once: the code that the receiver shows
 *   Delivery delivery = sender.send(Photo.of(file), PatientTag.parse("#ZAC5361 arm"));
 *   Receipt receipt = delivery.receipt().get();
 * }
 * }</pre>
 *
 * <p>A photo that {@link #send} has accepted is sealed in the outbox in the home folder, and
 * reaches its receiver whatever happens: the sender resumes an interrupted transfer, waits longer
 * and longer between tries, and if the process is killed, the next sender that is started on this
 * home carries on. Receivers do not delay each other.
 *
 * <p>The sender races the routes to a receiver as RFC 8305 races addresses: each has a {@link
 * Builder#headStart head start} over the next, and the first that opens carries the photo. If a
 * route to the receiver itself opens later, it takes over photos that are on their way to a relay
 * or already there.
 *
 * <p>All methods except {@link #start} and {@link #close} throw an {@link IllegalStateException}
 * before the sender is started; {@code send}, {@code pair} and {@code forget} also do so after it
 * was closed. Methods that throw an {@link IOException} read or write the disk, so do not call them
 * on a user interface's thread. Safe for use by several threads. All threads of a sender are
 * daemons: an app must keep the process alive until photos are delivered, or leave them to the next
 * start.
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
   * Starts building a sender.
   *
   * @param home the folder for all its state, created if it is missing; only one sender can run on
   *     it at a time
   */
  public static Builder builder(Path home) {
    return new Builder(home);
  }

  /**
   * Takes the home and begins to send what waits in its outbox. Call this once. If it fails, the
   * sender is closed. Reads the disk, but does not wait for the network.
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
   * Pairs with a receiver by the code or the link that it shows. With a code it searches nearby;
   * with a link it tries the addresses in it one after the other, for at most a minute in all, and
   * then searches nearby, unless one of them says that the code is wrong. Blocks while it does so;
   * a search takes about ten seconds for {@code wifi}, and then for some seconds more. Any receiver
   * that answers to the code's number can test one guess at the rest of the code, so a sender tries
   * at most three receivers with one code, and none if more answer nearby.
   *
   * @param code a pairing code such as {@code 7-QXKD}, or a pairing link
   * @return the receiver, with a name that no other pairing has
   * @throws IllegalArgumentException with one sentence if {@code code} is neither
   * @throws nz.co.medimage.api.transport.PairingRefusedException with one sentence that says what
   *     to do, if the code is wrong or has expired, if more than three receivers answer to its
   *     number, or if this sender has tried it three times
   * @throws java.io.InterruptedIOException if this thread is interrupted meanwhile
   * @throws IOException with one sentence if no such receiver can be reached, or if the disk fails
   */
  public PairedReceiver pair(String code) throws IOException {
    Objects.requireNonNull(code, "code");
    return running()
        .pair(
            pairer ->
                PairingUri.isLink(code)
                    ? pairer.by(PairingUri.parse(code))
                    : pairer.nearBy(PairingCode.parse(code)));
  }

  /**
   * Pairs with the receiver at an address, or with one that uses the relay there. Blocks for some
   * seconds.
   *
   * @param code the pairing code that the receiver shows, or its link, whose own addresses are not
   *     used
   * @param address {@code host:port} of a receiver, or the URL of a relay
   * @return the receiver, with a name that no other pairing has
   * @throws IllegalArgumentException with one sentence if {@code code} is neither a pairing code
   *     nor a link, or if {@code address} is a URL, but not that of a relay
   * @throws nz.co.medimage.api.transport.PairingRefusedException with one sentence if the code is
   *     wrong or has expired, or if this sender has tried it three times
   * @throws IOException with one sentence if no such receiver can be reached, or if the disk fails
   */
  public PairedReceiver pair(String code, String address) throws IOException {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(address, "address");
    return running().pair(pairer -> pairer.at(address, codeOf(code)));
  }

  private static PairingCode codeOf(String typed) {
    return PairingUri.isLink(typed) ? PairingUri.parse(typed).code() : PairingCode.parse(typed);
  }

  /** The receivers that photos can be sent to, oldest pairing first. */
  public List<PairedReceiver> pairings() {
    return running().pairings();
  }

  /**
   * Forgets a pairing and its keys. The receiver is not told.
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
   * Sends a photo to the only paired receiver, as {@link #send(Photo, PatientTag, String)} does.
   *
   * @throws UnknownReceiverException with one sentence if there is none or more than one
   * @throws IOException as {@link #send(Photo, PatientTag, String)} does
   */
  public Delivery send(Photo photo, PatientTag tag) throws IOException {
    return send(photo, tag, SendOptions.defaults());
  }

  /**
   * Seals a photo into the outbox and returns as soon as it is safe there, even from a power cut.
   * It does not wait for the network, and from then on not even this device can open the copy.
   * Reads the photo's content twice on this thread. A large photo may begin to leave while it is
   * read for the second time; its end stays here until all of it is safe.
   *
   * @param to the name of a paired receiver
   * @throws UnknownReceiverException with one sentence if no receiver is paired under that name
   * @throws IllegalArgumentException with one sentence if the photo's attributes are too long: all
   *     that is known about a photo takes at most 64 KiB together
   * @throws java.io.InterruptedIOException if this thread is interrupted meanwhile
   * @throws IOException with one sentence if the content cannot be read, is empty or changes
   *     meanwhile, or if the outbox cannot be written. After any exception nothing is kept here and
   *     nothing is filed; a part of a large photo may have reached the receiver, which deletes it
   */
  public Delivery send(Photo photo, PatientTag tag, String to) throws IOException {
    Objects.requireNonNull(to, "to");
    return send(photo, tag, SendOptions.defaults().to(to));
  }

  /**
   * Sends a photo with options, otherwise as {@link #send(Photo, PatientTag, String)} does. If two
   * threads send the same photo with one key or with joining, the second waits for the first.
   *
   * @return the handle of the new envelope, or of an earlier one that the options allow it to find;
   *     its status says whether that was delivered
   * @throws UnknownReceiverException with one sentence if no such receiver is paired
   * @throws IllegalArgumentException with one sentence if an envelope with the same key waits, was
   *     delivered or is held, but has another photo or tag
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
   * Returns all photos that wait, and those that ended within the last 30 days, oldest first.
   *
   * @throws IOException if the disk fails
   */
  public List<Delivery> deliveries() throws IOException {
    return running().deliveries();
  }

  /**
   * Returns those of {@link #deliveries()} to which the app gave this reference, oldest first.
   *
   * @param reference see {@link SendOptions#reference}
   * @throws IOException if the disk fails
   */
  public List<Delivery> deliveries(String reference) throws IOException {
    Objects.requireNonNull(reference, "reference");
    return running().deliveries(reference);
  }

  /**
   * Returns the one of {@link #deliveries()} with this id, if there is one.
   *
   * @throws IOException if the disk fails
   */
  public Optional<Delivery> delivery(EnvelopeId id) throws IOException {
    Objects.requireNonNull(id, "id");
    return running().delivery(id);
  }

  /**
   * Returns what was damaged or could not be read when this sender was started, one sentence each.
   * Damaged files are kept, files that could not be read are tried again, and everything else
   * works.
   */
  public List<String> problems() {
    return running().problems();
  }

  /**
   * Returns one sentence if the clock of this device differs by more than five minutes from that of
   * a receiver or a relay, by their last answers in this process. This is only a hint: photos are
   * delivered nevertheless.
   */
  public Optional<String> clockProblem() {
    return running().clockProblem();
  }

  /**
   * Tries everything that waits again now, without blocking: call it when the network changed or
   * the device woke up. Photos that are on their way to a relay or already there go to the receiver
   * itself, if it can be reached now.
   */
  public void retryNow() {
    running().retryNow();
  }

  /**
   * Stops the transfers, the threads and the transports; blocks for at most about three seconds.
   * Photos that have not ended stay in the outbox, for the next sender of this home. A {@code send}
   * that is still reading its photo by then continues, and so does a transport that ignores an
   * interrupt; the home stays in use until they have returned. Calling this again has no effect; a
   * closed sender cannot be started again.
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

    /** Copies a builder, so that later calls of the original change nothing. */
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
     * The name under which receivers list this device when it pairs. Default: {@code MedImage
     * sender}.
     *
     * @param name 1 to 100 characters, none of them a control character
     * @throws IllegalArgumentException with one sentence if the name is malformed
     */
    public Builder deviceName(String name) {
      deviceName = PairingGuest.checkDeviceName(Objects.requireNonNull(name, "name"));
      return this;
    }

    /**
     * Adds a transport. The sender prefers transports in the order of these calls, so those that
     * lead to the receiver itself come first. The sender closes them, also if it fails to start; a
     * transport that is added twice counts once. Default: no transports, so that photos stay in the
     * outbox.
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
     * Adds the transports that the sender finds on the class path and the module path when it
     * starts, each with the defaults of its settings; see {@link
     * nz.co.medimage.api.transport.TransportProvider}. They come after those added in code, relays
     * last. A transport with the id of one added in code is skipped. One that is broken, lacks a
     * required setting, or has the id of one found before is left out and reported in {@link
     * Sender#problems}. Default: the sender looks for none.
     */
    public Builder findTransports() {
      return findTransports(Map.of());
    }

    /**
     * Does what {@link #findTransports()} does, with settings for some of the transports. If a
     * setting is unknown, missing or of a wrong type, or if no transport with such an id is found,
     * the sender does not start.
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

    /** Adds an observer. Default: no observers. */
    public Builder observer(SenderObserver observer) {
      observers.add(Objects.requireNonNull(observer, "observer"));
      return this;
    }

    /**
     * Encrypts the keys in the home under a passphrase, which must be the same at every start. The
     * array is copied. Default: no passphrase.
     */
    public Builder passphrase(char[] passphrase) {
      this.passphrase = Objects.requireNonNull(passphrase, "passphrase").clone();
      return this;
    }

    /**
     * The clock that gives ids and records their time; pauses do not depend on it. Default: the
     * system's clock.
     */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * The source of randomness for ids, pairing and jitter; sealing does not use it. Default: a new
     * {@link SecureRandom}.
     */
    public Builder random(SecureRandom random) {
      this.random = Objects.requireNonNull(random, "random");
      return this;
    }

    /**
     * The pauses between tries. Default: 15 s, then three times as long each time up to 6 h, each
     * up to a fifth shorter or longer.
     */
    public Builder backoff(Backoff backoff) {
      this.backoff = Objects.requireNonNull(backoff, "backoff");
      return this;
    }

    /**
     * How long the sender tries a route, counted from its last sign of progress, before it tries
     * the next one at the same time; in all at most five times as long. From 0 to 60 s. Default:
     * 300 ms.
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

    /**
     * Skips the warm-up of the cipher, which a process that ends soon does not need. Default: warms
     * up in the background.
     */
    public Builder withoutWarmUp() {
      warmUp = false;
      return this;
    }

    Builder timer(Timer timer) {
      this.timer = timer;
      return this;
    }

    /**
     * Makes the sender and checks its home, which it creates if it is missing. Later calls of this
     * builder do not change the sender.
     *
     * @throws IOException with one sentence if the home is not a sender's or comes from a later
     *     version, or if the disk fails
     */
    public Sender build() throws IOException {
      return new Sender(this);
    }
  }
}
