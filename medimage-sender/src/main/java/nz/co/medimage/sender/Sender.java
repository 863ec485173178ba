package nz.co.medimage.sender;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.crypto.CipherWarmUp;
import nz.co.medimage.crypto.PairingCode;
import nz.co.medimage.crypto.PairingGuest;
import nz.co.medimage.crypto.SecretStore;
import nz.co.medimage.crypto.SenderPairing;
import nz.co.medimage.runtime.Home;
import org.jspecify.annotations.Nullable;

/**
 * Sends photos to the receivers that this device is paired with.
 *
 * <p>What {@link #send} has accepted lies sealed in the outbox in the home folder, and is brought
 * to its receiver whatever happens: the sender resumes a transfer where it broke, waits ever longer
 * between tries, and goes on after the process was killed as soon as the next sender of this home
 * is built. Receivers do not delay each other.
 *
 * <p>The ways to a receiver are raced as RFC 8305 races addresses: each has a {@link
 * Builder#headStart head start} over the next, and whichever opens first carries the photo. When
 * one to the receiver itself opens later, it takes over what is on its way to a relay or lies
 * there.
 *
 * <p>Safe for use by several threads. Its threads are daemons: they keep no process alive.
 */
public final class Sender implements AutoCloseable {
  private final List<Transport> transports;
  private final RetryClock pace;
  private final Home.Lock lock;
  private final Pairings pairings;
  private final DiskOutbox outbox;
  private final SendMarks marks;
  private final PhotoSealer sealer;
  private final Handles handles;
  private final UnreadFiles unread;
  private final List<String> problems;
  private final ClockDifferences clocks = new ClockDifferences();
  private final Workers workers = new Workers();
  private final DeliveryQueues roster;
  private final Pairer pairer;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Sender(
      Builder builder,
      Home.Lock lock,
      Pairings pairings,
      DiskOutbox outbox,
      SendMarks marks,
      Map<Path, String> unread,
      List<String> problems) {
    this.transports = List.copyOf(builder.transports);
    this.pace =
        new RetryClock(
            builder.timer, builder.clock, builder.backoff, builder.random, builder.headStart);
    this.lock = lock;
    this.pairings = pairings;
    this.outbox = outbox;
    this.marks = marks;
    this.sealer = new PhotoSealer(builder.deviceName, outbox, pace.clock(), builder.random);
    this.handles = new Handles(outbox, pairings, pace.clock());
    this.problems = List.copyOf(problems);
    this.unread = new UnreadFiles(outbox, unread, this::take);
    this.roster = new DeliveryQueues(pairings, this::courier, this.unread::anyReason);
    this.pairer =
        new Pairer(transports, builder.deviceName, roster::inUse, pace.clock(), builder.random);
  }

  private DeliveryQueue courier(PairingId id) {
    return new DeliveryQueue(id, pairings, transports, clocks, outbox, pace, workers);
  }

  /**
   * Begins a sender.
   *
   * @param home holds all its state; made if missing; one running sender a home
   */
  public static Builder builder(Path home) {
    return new Builder(home);
  }

  /**
   * Pairs with a receiver near by that shows {@code code}. Blocks, for some seconds. Whoever
   * answers to the code's number can test one guess at the rest of it, so a sender tries three
   * receivers at most with one code, and none if more answer.
   *
   * @return the receiver, under a name that no other pairing has
   * @throws IllegalArgumentException with one sentence if {@code code} is no pairing code
   * @throws nz.co.medimage.api.transport.PairingRefusedException with one sentence if the code is
   *     wrong or has run out, if more than three receivers answer to its number, or if this sender
   *     tried it three times; each time with what to do
   * @throws IOException with one sentence if no such receiver can be reached, or if the disk fails
   */
  public PairedReceiver pair(String code) throws IOException {
    Objects.requireNonNull(code, "code");
    return roster.add(openPairer().nearBy(PairingCode.parse(code)));
  }

  /**
   * Pairs with the receiver at an address.
   *
   * @param address {@code host:port} or a URL
   * @throws IllegalArgumentException with one sentence if {@code code} is no pairing code
   * @throws nz.co.medimage.api.transport.PairingRefusedException with one sentence if the code is
   *     wrong or has run out, or if this sender tried it three times
   * @throws IOException with one sentence if no such receiver can be reached, or if the disk fails
   */
  public PairedReceiver pair(String code, String address) throws IOException {
    Objects.requireNonNull(address, "address");
    return roster.add(openPairer().at(address, PairingCode.parse(code)));
  }

  private Pairer openPairer() {
    roster.checkOpen();
    return pairer;
  }

  /** The receivers that photos can be sent to, in the order of pairing. */
  public List<PairedReceiver> pairings() {
    return pairings.list();
  }

  /**
   * Forgets a pairing and its keys.
   *
   * @throws UnknownReceiverException if none is paired under that name
   * @throws IOException with one sentence if photos for it still wait, or may wait in a file that
   *     cannot be read now, or if the disk fails
   */
  public void forget(String name) throws IOException {
    roster.forget(name);
  }

  /**
   * Sends to the only receiver that is paired.
   *
   * @throws UnknownReceiverException with one sentence if none or several are
   * @throws IOException as {@link #send(Photo, PatientTag, String)} does
   */
  public Delivery send(Photo photo, PatientTag tag) throws IOException {
    return send(photo, tag, SendOptions.defaults());
  }

  /**
   * Seals a photo into the outbox and returns as soon as it is safe there, also from a power cut;
   * from then on not even this device can open it. Reads the photo's content twice.
   *
   * @param to the name of a paired receiver
   * @throws UnknownReceiverException with one sentence if none is paired under that name
   * @throws IllegalArgumentException with one sentence if the photo's attributes are too long: with
   *     all else that is known of it they take at most 64 KiB
   * @throws java.io.InterruptedIOException if this thread is interrupted meanwhile
   * @throws IOException with one sentence if the content cannot be read, is empty or changes
   *     meanwhile, or if the outbox cannot be written; whatever is thrown, nothing is kept and
   *     nothing sent then
   */
  public Delivery send(Photo photo, PatientTag tag, String to) throws IOException {
    Objects.requireNonNull(to, "to");
    return send(photo, tag, SendOptions.defaults().to(to));
  }

  /**
   * Sends as the options say; otherwise as {@link #send(Photo, PatientTag, String)} does. Of two
   * threads that send the same photo, and may join or have one key, the second waits for the first.
   *
   * @return the handle of the new envelope, or of an earlier one that the options let it find,
   *     which may have been delivered: its status says so
   * @throws UnknownReceiverException with one sentence if no such receiver is paired
   * @throws IllegalArgumentException with one sentence if an envelope under the same key waits or
   *     was delivered, but is of another photo or tag
   * @throws IOException as {@link #send(Photo, PatientTag, String)} does; also if the options may
   *     let it find an earlier envelope whose file cannot be read now
   */
  public Delivery send(Photo photo, PatientTag tag, SendOptions options) throws IOException {
    Objects.requireNonNull(photo, "photo");
    Objects.requireNonNull(tag, "tag");
    Objects.requireNonNull(options, "options");
    DeliveryQueues.Address address =
        roster.expect(paired -> options.receiver().map(paired::named).orElseGet(paired::only));
    try {
      ContentDigest first = ContentDigest.of(photo.content());
      SenderPairing pairing = address.pairing();
      SendMark mark = marks.of(pairing, first, tag, options.key());
      unread.requireOther(mark, options.joins());
      return handles.earlierOr(
          mark,
          pairing.id(),
          options.joins(),
          () -> take(address.courier(), sealer.seal(photo, first, tag, pairing, mark)));
    } finally {
      roster.expectNoMore(address);
    }
  }

  private Delivery take(DeliveryQueue courier, DiskOutbox.Entry entry) {
    Delivery handle = handles.add(entry);
    courier.take(new QueuedEnvelope(entry, handle, pace.now()));
    return handle;
  }

  private void take(DiskOutbox.Entry waiting) {
    take(roster.courier(waiting.pairing()), waiting);
  }

  /**
   * All photos that wait, and those that ended within the last 30 days, oldest first. Of those that
   * ended before this process began the status is known, the receipt is not.
   *
   * @throws IOException if the disk fails
   */
  public List<Delivery> outbox() throws IOException {
    return handles.all();
  }

  /**
   * What was found damaged or could not be read when this sender was built, one sentence each; the
   * damaged files are kept, the others are looked at again, and everything else works.
   */
  public List<String> problems() {
    return problems;
  }

  /**
   * One sentence if the clock of this device is over five minutes from that of a receiver or a
   * relay, by their last answers in this process. Nothing that becomes of a photo depends on it.
   */
  public Optional<String> clockProblem() {
    return clocks.problem();
  }

  /**
   * Tries at once whatever waits: call it when the network changed or the device woke up. What
   * travels to a relay or lies there goes to the receiver itself, if that can be reached now.
   */
  public void retryNow() {
    roster.retryNow();
  }

  private void start(List<DiskOutbox.Entry> waiting, List<EntryName> ended) {
    handles.addEnded(ended);
    waiting.forEach(this::take);
    roster.removeReplaced();
    new Housekeeping(outbox, handles, unread, pace, workers).start();
  }

  /**
   * Breaks off what is under way and ends the threads and the transports, within about three
   * seconds. What has not ended stays in the outbox, for the next sender of this home. A {@code
   * send} that still reads its photo by then goes on, as does a transport that ignores an
   * interrupt; this home is in use until they have returned. Calling it again does nothing.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    roster.close();
    pace.timer().close();
    // On threads of their own: what they do at the end writes nothing to this home.
    Workers closing = new Workers();
    transports.forEach(transport -> closing.execute(transport::close));
    workers.close();
    closing.close();
    CompletableFuture<Void> sealed = roster.quiet();
    new LockReturn(lock)
        .after(
            CompletableFuture.allOf(sealed, workers.ended()),
            () -> !sealed.isDone() || workers.isBusy());
  }

  /** Assembles a {@link Sender}. Not for use by several threads at once. */
  public static final class Builder {

    private final Path home;
    private final List<Transport> transports = new ArrayList<>();
    private String deviceName = "MedImage sender";
    private char @Nullable [] passphrase;
    private Clock clock = Clock.systemUTC();
    private SecureRandom random = new SecureRandom();
    private Backoff backoff = new Backoff(Duration.ofSeconds(15), 3, Duration.ofHours(6), 0.2);
    private Timer timer = Timer.system();
    private Duration headStart = Duration.ofMillis(300);
    private boolean warmUp = true;

    private Builder(Path home) {
      this.home = Objects.requireNonNull(home, "home");
    }

    /**
     * What receivers call this device when it pairs. Default: {@code MedImage sender}.
     *
     * @param name one to 100 characters, none of them a control character
     * @throws IllegalArgumentException with one sentence if the name is not so
     */
    public Builder deviceName(String name) {
      deviceName = PairingGuest.checkDeviceName(name);
      return this;
    }

    /**
     * Adds a way to travel. The sender prefers them in the order of these calls, so those that lead
     * to the receiver itself go first, and closes them.
     */
    public Builder transport(Transport transport) {
      transports.add(Objects.requireNonNull(transport, "transport"));
      return this;
    }

    /** Keeps the keys sealed under a passphrase; always the same one for a home. Copied. */
    public Builder passphrase(char[] passphrase) {
      this.passphrase = passphrase.clone();
      return this;
    }

    /** Tells the time of day. Pauses do not depend on it. Default: the system's clock. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** Gives ids, pairing and jitter their randomness; what seals a photo never depends on it. */
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
     * How long a way is tried before the next one is tried beside it, from its last sign of
     * progress on, and five times as long at most. Default: 300 ms.
     *
     * @throws IllegalArgumentException if it is negative or over one minute
     */
    public Builder headStart(Duration headStart) {
      if (headStart.isNegative() || headStart.compareTo(Duration.ofMinutes(1)) > 0) {
        throw new IllegalArgumentException("a head start takes between 0 and 60 s");
      }
      this.headStart = headStart;
      return this;
    }

    /** Leaves out the warming up of the cipher in the background, for a process that ends soon. */
    public Builder withoutWarmUp() {
      warmUp = false;
      return this;
    }

    Builder timer(Timer timer) {
      this.timer = timer;
      return this;
    }

    /**
     * Opens the home, takes up what waits in its outbox, and starts.
     *
     * @throws IOException with one sentence if another process runs this home, if it is not a
     *     sender's or is of a later version, if the passphrase is wrong, or if the disk fails
     */
    public Sender build() throws IOException {
      if (warmUp) {
        CipherWarmUp.start();
      }
      Home opened = Home.open(home, Home.Kind.SENDER);
      Home.Lock lock = opened.lock();
      try {
        return run(opened, lock);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    }

    private Sender run(Home opened, Home.Lock lock) throws IOException {
      List<String> problems = new ArrayList<>();
      SecretStore keys = Pairings.keys(opened.folder(), passphrase);
      Pairings pairings = Pairings.load(keys, problems::add);
      DiskOutbox outbox = DiskOutbox.open(opened);
      outbox.recover();
      Map<Path, String> unread = new HashMap<>();
      List<DiskOutbox.Entry> waiting = outbox.read(outbox.files(), problems::add, unread::put);
      problems.addAll(unread.values());
      SendMarks marks = new SendMarks(keys, random);
      Sender sender = new Sender(this, lock, pairings, outbox, marks, unread, problems);
      sender.start(waiting, outbox.endedNames());
      return sender;
    }
  }
}
