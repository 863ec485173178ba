package nz.co.medimage.receiver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.crypto.CipherWarmUp;
import nz.co.medimage.crypto.PairingHost;
import nz.co.medimage.receiver.addon.AddOns;
import nz.co.medimage.receiver.config.ReceiverConfiguration;
import nz.co.medimage.receiver.filter.SizeFilter;
import nz.co.medimage.receiver.filter.TypeFilter;
import nz.co.medimage.receiver.filter.Uncleanable;
import nz.co.medimage.runtime.DaemonThreads;
import nz.co.medimage.runtime.Home;
import org.jspecify.annotations.Nullable;

/**
 * Takes sealed photos from paired senders and hands them, opened and checked, to sinks.
 *
 * <p>All state is files in the home folder and survives a kill at any instant. Safe for use by
 * several threads. {@link #pairings}, {@link #revoke}, {@link #deliveries}, {@link #replay} and
 * {@link #assign} need no {@link #start} and work beside another process that runs the same home.
 */
public final class Receiver implements AutoCloseable {
  private final Builder options;
  private final ReceiverState state;
  private final SafeEvents events;

  /** Since its start began: completes once add-ons are made; both guarded by this. */
  private @Nullable CompletableFuture<Optional<RunningReceiver>> begun;

  private boolean closed;

  private Receiver(Builder options) throws IOException {
    this.options = new Builder(options);
    this.state = new ReceiverState(options.home, options.passphrase);
    this.events = new SafeEvents(options.events, options.patience, options.clock);
  }

  /**
   * Begins a receiver whose state is in {@code home}, which is created if it is missing or empty.
   *
   * @param home one folder for each receiver
   */
  public static Builder builder(Path home) {
    return new Builder(home);
  }

  /** What senders call this receiver. */
  public String name() {
    return options.name;
  }

  /**
   * Takes the home, continues with what is in its inbox, and listens. Called once.
   *
   * <p>It may {@linkplain ReceiverEvents#stopped stop by itself}, now or later, if another computer
   * runs a copy of its home.
   *
   * @throws IOException with one sentence for the user if the home is in use or damaged, if a
   *     required sink is misconfigured, if a listener cannot listen, if an add-on that photos need
   *     is missing, its settings are wrong, or it has not started within the {@linkplain
   *     Builder#addOnTimeLimit time limit}
   * @throws IllegalStateException if no required sink was given, or if it was started or closed
   *     before
   */
  public void start() throws IOException {
    if (options.sinks.isEmpty() && options.configuredSinks() == 0) {
      throw new IllegalStateException("a receiver needs a required sink: builder.sink(...)");
    }
    if (options.warmUp) {
      CipherWarmUp.start();
    }
    CompletableFuture<Optional<RunningReceiver>> wiring = new CompletableFuture<>();
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("a receiver that was closed does not start; build another");
      }
      if (begun != null) {
        throw new IllegalStateException("a receiver is started once");
      }
      begun = wiring;
    }
    RunningReceiver starting;
    try {
      starting = wired(state.home().lock());
    } catch (Throwable e) {
      notWired(wiring);
      throw e;
    }
    wiring.complete(Optional.of(starting));
    try {
      starting.start();
    } catch (Throwable e) {
      // Errors too: a listener may lack a library.
      close();
      throw e;
    }
  }

  /** It may be started once more, for another process may have had the home. */
  private synchronized void notWired(CompletableFuture<Optional<RunningReceiver>> wiring) {
    begun = null;
    wiring.complete(Optional.empty());
  }

  /** Not under the lock: add-ons are made here, and may take their time. */
  private RunningReceiver wired(Home.Lock lock) throws IOException {
    ConfiguredAddOns configured = null;
    try {
      if (options.configuration != null) {
        configured = new ConfiguredAddOns(options.configuration, state, options, events);
        configured.make();
        options.configured = configured;
      }
      return new RunningReceiver(state, options, events, lock, this::stopForCopy);
    } catch (Throwable e) {
      abandon(configured, lock);
      throw e;
    }
  }

  private void abandon(@Nullable ConfiguredAddOns configured, Home.Lock lock) throws IOException {
    if (configured == null) {
      free(lock);
      return;
    }
    CompletableFuture<Void> free = configured.abandon().thenRun(() -> freeLater(lock));
    try {
      free.get(options.closeWithin.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      events.problem(
          "this receiver did not start, but an add-on of it is still at work; its home stays in use"
              + " until that has ended");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private void freeLater(Home.Lock lock) {
    try {
      free(lock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void free(Home.Lock lock) throws IOException {
    state.ledger().close();
    lock.close();
  }

  /** Offers pairing for one hour; see {@link #offerPairing(Duration)}. */
  public PairingOffer offerPairing() {
    return offerPairing(Duration.ofHours(1));
  }

  /**
   * Makes a code with which up to 50 devices can pair.
   *
   * @param validFor more than zero
   * @throws IllegalArgumentException if it is not
   * @throws IllegalStateException if this receiver is not started, or if ten offers are open
   */
  public PairingOffer offerPairing(Duration validFor) {
    Objects.requireNonNull(validFor, "validFor");
    RunningReceiver here = running();
    if (here == null || !here.isStarted()) {
      throw new IllegalStateException("a receiver offers pairing between start() and close()");
    }
    return here.pairingOffers().open(validFor);
  }

  /** The devices that are paired, oldest first. Damaged entries are reported and left out. */
  public List<PairedDevice> pairings() throws IOException {
    return state.pairings().all(events::problem);
  }

  /**
   * Ends the pairing of a device at once, also for another process that runs this home. What the
   * receiver accepted from it before is still processed.
   *
   * @param name as {@link #pairings} lists it
   * @throws IllegalArgumentException with one sentence that names what is paired, if no device has
   *     that name
   * @throws IOException if the disk fails; try again
   */
  public void revoke(String name) throws IOException {
    Objects.requireNonNull(name, "name");
    state.pairings().revoke(name);
    RunningReceiver here = running();
    if (here != null) {
      here.watchSenders();
    }
  }

  /**
   * The secrets that a listener keeps in this home, for a look at them while no process runs it.
   *
   * @param transport the listener's id
   */
  public Secrets secretsOf(String transport) {
    Objects.requireNonNull(transport, "transport");
    return PrefixedSecrets.of(state, transport);
  }

  /**
   * What became of the newest photos, newest first.
   *
   * @param limit how many at most, at least 1
   * @throws IllegalArgumentException if {@code limit} is less than 1
   * @throws IOException if the disk fails
   */
  public List<DeliveryRecord> deliveries(int limit) throws IOException {
    return page(Optional.empty(), limit);
  }

  /**
   * What became of the photos before a given one, newest first: the page after the one that ended
   * with it.
   *
   * @param before the photo; all that are returned are older
   * @param limit how many at most, at least 1
   * @return fewer only if there are no more, and none once all were returned
   * @throws IllegalArgumentException if {@code limit} is less than 1
   * @throws IOException if the disk fails
   */
  public List<DeliveryRecord> deliveriesBefore(PhotoId before, int limit) throws IOException {
    return page(Optional.of(Objects.requireNonNull(before, "before")), limit);
  }

  private List<DeliveryRecord> page(Optional<PhotoId> before, int limit) throws IOException {
    if (limit < 1) {
      throw new IllegalArgumentException("a page has at least one delivery, not " + limit);
    }
    return deliveries().page(before, limit);
  }

  /**
   * What became of the photos of one envelope: usually one; none if it never came in whole; more if
   * several devices used its id.
   *
   * @throws IOException if the disk fails
   */
  public List<DeliveryRecord> delivery(EnvelopeId id) throws IOException {
    return deliveries().ofEnvelope(Objects.requireNonNull(id, "id"));
  }

  /**
   * How many photos wait for each follow-up sink, by its id: also for one that this receiver no
   * longer has, which gets them once it is back under the same id. Sinks that have all are left
   * out.
   *
   * @throws IOException if the disk fails
   */
  public Map<String, Integer> waitingFollowUps() throws IOException {
    return state.followUps().waiting();
  }

  private Deliveries deliveries() {
    RunningReceiver here = running();
    Function<PhotoId, String> waitsFor = here == null ? state.waiting()::of : here::waitsFor;
    return new Deliveries(state, waitsFor, events::problem);
  }

  /**
   * Has a photo tried again: one in quarantine from the start, a delivered one at the follow-up
   * sinks that rejected it, and a waiting one without its pause. Returns once the request is on
   * record; the process that runs this home acts on it soon, or the next one does when it starts.
   *
   * <p>Of a photo whose beginning said that it is {@link RejectionCode#TOO_LARGE}, nothing is kept
   * here. Only whoever sent it can send it again, from the original, which this SDK never deletes.
   *
   * @param id the envelope, as devices and receipts name it; if two devices used the same id, both
   *     photos are tried again
   * @throws IllegalArgumentException with one sentence if there is nothing to try again
   * @throws IOException if the disk fails
   */
  public void replay(EnvelopeId id) throws IOException {
    Objects.requireNonNull(id, "id");
    for (PhotoId photo : Replayable.find(state, id)) {
      state.requests().add(photo);
    }
    RunningReceiver here = running();
    if (here != null) {
      here.serveRequests();
    }
  }

  /**
   * Files a photo under a tag that a person gives it: one that is held, or any other in quarantine.
   * Returns once the request is on record; the process that runs this home acts on it soon, or the
   * next one does when it starts. A patient check is asked for the practice's id of the patient in
   * the new tag, but does not decide: a person has. Repeating the same request before the photo is
   * filed changes nothing.
   *
   * <p>The device that sent the photo was told that it is held or rejected, and is told no more.
   *
   * @param id the envelope, as devices and receipts name it
   * @param tag what to file it under; other details of the photo stay as they came
   * @param by who decides this, for the record: 1 to 100 characters, none of them a control
   *     character
   * @throws IllegalArgumentException with one sentence if {@code by} is none of these, or if no
   *     photo of that id lies in quarantine, or those of two devices do, or if sinks may have the
   *     photo under another tag, or if it is held and the tag names no folder
   * @throws IOException if the disk fails
   */
  public void assign(EnvelopeId id, PatientTag tag, String by) throws IOException {
    assign(id, tag, by, false);
  }

  /**
   * The same, also for a photo that required sinks may have filed under another tag already: before
   * another sink rejected it, for example. They keep it there, and only the others file it under
   * the new tag; whoever asks for this corrects the rest by hand.
   *
   * @throws IllegalArgumentException as {@link #assign(EnvelopeId, PatientTag, String)}, but for
   *     what sinks may have
   */
  public void assignThoughFiled(EnvelopeId id, PatientTag tag, String by) throws IOException {
    assign(id, tag, by, true);
  }

  private void assign(EnvelopeId id, PatientTag tag, String by, boolean mayBeFiled)
      throws IOException {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(tag, "tag");
    Objects.requireNonNull(by, "by");
    Assigning.add(state, id, tag, by, options.clock.instant(), mayBeFiled);
    RunningReceiver here = running();
    if (here != null) {
      here.serveRequests();
    }
  }

  private synchronized @Nullable RunningReceiver running() {
    return closed || begun == null ? null : begun.getNow(Optional.empty()).orElse(null);
  }

  /**
   * Stops listening, finishes or sets aside what is in progress, closes the sinks and releases the
   * home. A receiver that is just starting is closed as soon as it has started; one that was closed
   * never starts again. Calling it again has no effect.
   *
   * <p>Returns within about 15 seconds, and at once if it is called by a listener, a filter or a
   * sink of this receiver. If an add-on or a listener is at work for longer, it goes on, and a
   * {@linkplain ReceiverEvents#problem problem} says so: the sinks are closed and the home becomes
   * free only when it has returned, so that nobody else writes meanwhile. Until then another
   * receiver of this home is told that it is in use.
   */
  @Override
  public void close() throws IOException {
    CompletableFuture<Optional<RunningReceiver>> ending;
    synchronized (this) {
      closed = true;
      ending = begun;
    }
    if (ending == null) {
      state.ledger().close();
      return;
    }
    var unused = ending.thenAccept(wired -> wired.ifPresent(RunningReceiver::close));
    if (!events.isTelling() && !DaemonThreads.isCurrentOf("receiver")) {
      awaitWired(ending).ifPresent(RunningReceiver::awaitEnd);
    }
  }

  private Optional<RunningReceiver> awaitWired(CompletableFuture<Optional<RunningReceiver>> wired)
      throws IOException {
    try {
      return wired.get(options.closeWithin.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      events.problem(
          "this receiver was closed while an add-on of it is being made; its home stays in use"
              + " until that has ended");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
    return Optional.empty();
  }

  /** On a thread of its own: a listener calls it, and closing waits for listeners. */
  private void stopForCopy(String sentence) {
    var unused = DaemonThreads.start("receiver-stopping", () -> stop(sentence));
  }

  private void stop(String sentence) {
    RunningReceiver ending;
    synchronized (this) {
      ending = running();
      closed = true;
    }
    if (ending != null) {
      ending.close();
      events.stopped(sentence);
    }
  }

  /** Assembles a {@link Receiver}. Not for use by several threads at once. */
  public static final class Builder {
    private static final Pattern SINK_ID = Pattern.compile("[a-z0-9-]{1,40}");

    final Path home;
    final List<Listener> listeners = new ArrayList<>();
    final List<PhotoFilter> filters = new ArrayList<>();
    final List<BoundSink> sinks = new ArrayList<>();
    final List<BoundSink> followUps = new ArrayList<>();
    String name = "MedImage";
    long maxPhotoSize = SizeFilter.DEFAULT_BYTES;
    TypeFilter typeFilter = new TypeFilter();
    final List<ReceiverEvents> events = new ArrayList<>();
    char @Nullable [] passphrase;
    Clock clock = Clock.systemUTC();
    LongSupplier nanoTime = System::nanoTime;
    SecureRandom random = new SecureRandom();
    Backoff backoff = new Backoff(Duration.ofSeconds(1), 2, Duration.ofMinutes(5), 0.2);
    Backoff followUpBackoff = new Backoff(Duration.ofSeconds(15), 3, Duration.ofHours(6), 0.2);
    @Nullable Uncleanable uncleanable;
    @Nullable PatientCheck patientCheck;
    WhenUnavailable whenUnavailable = WhenUnavailable.FILE;
    boolean echo;
    @Nullable ReceiverConfiguration configuration;
    @Nullable ConfiguredAddOns configured;
    boolean warmUp = true;
    Duration addOnTimeLimit = Duration.ofMinutes(5);
    Duration startLimit = Duration.ofMinutes(5);
    Duration patience = Duration.ofMillis(500);
    Duration closeWithin = Duration.ofSeconds(15);

    private Builder(Path home) {
      this.home = Objects.requireNonNull(home, "home");
    }

    /** A copy, which later calls of the original do not change. */
    private Builder(Builder other) {
      home = other.home;
      listeners.addAll(other.listeners);
      filters.addAll(other.filters);
      sinks.addAll(other.sinks);
      followUps.addAll(other.followUps);
      name = other.name;
      maxPhotoSize = other.maxPhotoSize;
      typeFilter = other.typeFilter;
      events.addAll(other.events);
      passphrase = other.passphrase;
      clock = other.clock;
      nanoTime = other.nanoTime;
      random = other.random;
      backoff = other.backoff;
      followUpBackoff = other.followUpBackoff;
      uncleanable = other.uncleanable;
      patientCheck = other.patientCheck;
      whenUnavailable = other.whenUnavailable;
      echo = other.echo;
      configuration = other.configuration;
      warmUp = other.warmUp;
      addOnTimeLimit = other.addOnTimeLimit;
      startLimit = other.startLimit;
      patience = other.patience;
      closeWithin = other.closeWithin;
    }

    /**
     * What senders call this receiver: 1 to 100 characters, none of them a control character.
     * Default: {@code MedImage}.
     *
     * @throws IllegalArgumentException with one sentence if it is none of these
     */
    public Builder name(String name) {
      Objects.requireNonNull(name, "name");
      this.name = PairingHost.checkReceiverName(name);
      return this;
    }

    /**
     * Takes what a configuration file says. Name, types, sizes, metadata and the time limit of
     * add-ons apply at once and replace those of earlier calls. When the receiver starts, it takes
     * the add-ons of the file from the folder {@link AddOns#FOLDER} of the home, the class path and
     * the module path, after those given in code. Their state is in the home.
     *
     * <p>The receiver does not start if a filter, patient check, required sink or listener of the
     * file is missing, has wrong settings or cannot be made. If a follow-up sink is, photos wait
     * for it and it is tried again; if an observer is, the receiver runs without it. Both are
     * reported as a problem.
     *
     * @throws IllegalArgumentException with one sentence if a name or type is not allowed
     */
    public Builder configuration(ReceiverConfiguration configuration) {
      this.configuration = Objects.requireNonNull(configuration, "configuration");
      ConfiguredLimits.apply(configuration.settings(), this);
      return this;
    }

    private int configuredSinks() {
      return configuration == null ? 0 : configuration.sinks().size();
    }

    /** Adds the receiver's half of a transport, by which senders reach it. */
    public Builder listener(Listener listener) {
      listeners.add(Objects.requireNonNull(listener, "listener"));
      return this;
    }

    /**
     * Adds a filter, after those before it and after the checks of size and type. Started and
     * closed with the receiver.
     */
    public Builder filter(PhotoFilter filter) {
      filters.add(Objects.requireNonNull(filter, "filter"));
      return this;
    }

    /**
     * Has each photo's patient looked up after all filters and before any sink gets the photo. If
     * the check does not find exactly one patient of the practice, the photo is held: it stays
     * sealed at the practice until a person {@linkplain Receiver#assign says whose it is}. So does
     * a photo whose tag names no folder, as there is no id to look up. The check is asked once for
     * each photo: all sinks file by the same answer, however late. Closed with the receiver.
     * Default: no check.
     *
     * @param whenUnavailable what becomes of photos while the check cannot be asked
     * @throws IllegalStateException if there is a check already
     */
    public Builder patientCheck(PatientCheck check, WhenUnavailable whenUnavailable) {
      if (patientCheck != null) {
        throw new IllegalStateException(
            "a receiver has one patient check, and has " + patientCheck.id() + " already");
      }
      patientCheck = Objects.requireNonNull(check, "check");
      this.whenUnavailable = Objects.requireNonNull(whenUnavailable, "whenUnavailable");
      return this;
    }

    /**
     * Whether receipts carry the masked hint of a patient check, which shows whoever took the photo
     * that it is the right patient. Default: no.
     */
    public Builder echo(boolean send) {
      echo = send;
      return this;
    }

    /**
     * Adds a required sink: no photo is acknowledged before this sink has it. Started and closed
     * with the receiver.
     *
     * @param filters bound to this sink: it alone gets what they make of a photo that the
     *     {@linkplain #filter filters for all} let pass, and what they reject is rejected for all
     * @throws IllegalArgumentException if another sink has its id, the id has another form, or
     *     there are 100 required sinks
     */
    public Builder sink(Sink sink, PhotoFilter... filters) {
      Objects.requireNonNull(sink, "sink");
      Objects.requireNonNull(filters, "filters");
      BoundSink bound = new BoundSink(check(sink), List.of(filters));
      if (sinks.size() == ReceiptTexts.MOST_SINKS) {
        throw new IllegalArgumentException(
            "a receiver has at most "
                + ReceiptTexts.MOST_SINKS
                + " required sinks; let "
                + sink.id()
                + " follow up");
      }
      sinks.add(bound);
      return this;
    }

    /**
     * Adds a follow-up sink: it gets each photo after the receipt. Started and closed with the
     * receiver.
     *
     * @param filters bound to this sink: it alone gets what they make of a photo, and what they
     *     reject counts as rejected by this sink
     * @throws IllegalArgumentException if another sink has its id, or the id has another form
     */
    public Builder followUp(Sink sink, PhotoFilter... filters) {
      Objects.requireNonNull(sink, "sink");
      Objects.requireNonNull(filters, "filters");
      followUps.add(new BoundSink(check(sink), List.of(filters)));
      return this;
    }

    private Sink check(Sink sink) {
      String id = sink.id();
      if (!SINK_ID.matcher(id).matches()) {
        throw new IllegalArgumentException("a sink's id is 1 to 40 of a-z, 0-9 and -, not " + id);
      }
      if (Stream.of(sinks, followUps).flatMap(List::stream).anyMatch(s -> s.id().equals(id))) {
        throw new IllegalArgumentException("two sinks have the id " + id + "; give one another");
      }
      return sink;
    }

    /**
     * The largest content that is accepted, in bytes. Default: {@link SizeFilter#DEFAULT_BYTES}.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder maxPhotoSize(long bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("a size limit is at least 1 byte, not " + bytes);
      }
      maxPhotoSize = bytes;
      return this;
    }

    /**
     * What content is accepted, see {@link TypeFilter#TypeFilter(Set)}. Default: {@link
     * TypeFilter#DEFAULT_TYPES}.
     *
     * @throws IllegalArgumentException if the content of one cannot be recognised
     */
    public Builder allowedTypes(Set<String> extensions) {
      Objects.requireNonNull(extensions, "extensions");
      this.typeFilter = new TypeFilter(extensions);
      return this;
    }

    /**
     * The same, with what senders are told about types that could be allowed, see {@link
     * TypeFilter#TypeFilter(Set, UnaryOperator)}.
     *
     * @throws IllegalArgumentException if the content of one cannot be recognised
     */
    public Builder allowedTypes(Set<String> extensions, UnaryOperator<String> advice) {
      Objects.requireNonNull(extensions, "extensions");
      Objects.requireNonNull(advice, "advice");
      this.typeFilter = new TypeFilter(extensions, advice);
      return this;
    }

    /**
     * Removes from each photo, after all filters, what may tell where it was taken: a JPEG, PNG,
     * WebP or GIF keeps its coded image byte for byte, colour profile, orientation, times, maker
     * and model, and loses all else. Default: photos stay as they are.
     *
     * @param uncleanable what becomes of files for which that cannot be ensured, such as PDFs; each
     *     is reported as {@link ReceiverEvents#notCleaned}
     */
    public Builder removeMetadata(Uncleanable uncleanable) {
      this.uncleanable = Objects.requireNonNull(uncleanable, "uncleanable");
      return this;
    }

    /** Adds an observer that is told what happens, on a thread of its own. Default: none. */
    public Builder events(ReceiverEvents events) {
      this.events.add(Objects.requireNonNull(events, "events"));
      return this;
    }

    /** Seals the keys in the home under a passphrase, always the same one. Copied. */
    public Builder passphrase(char[] passphrase) {
      Objects.requireNonNull(passphrase, "passphrase");
      this.passphrase = passphrase.clone();
      return this;
    }

    /** The clock. Default: the system's. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** Monotonic time, for what must not depend on a clock that is set. */
    Builder nanoTime(LongSupplier nanoTime) {
      this.nanoTime = nanoTime;
      return this;
    }

    /** The source of randomness. Default: a fresh one. */
    public Builder random(SecureRandom random) {
      this.random = Objects.requireNonNull(random, "random");
      return this;
    }

    /** The pauses while a required sink cannot be reached. Default: 1 s, doubled up to 5 min. */
    public Builder backoff(Backoff backoff) {
      this.backoff = Objects.requireNonNull(backoff, "backoff");
      return this;
    }

    /** The pauses while a follow-up sink cannot be reached. Default: 15 s, tripled up to 6 h. */
    public Builder followUpBackoff(Backoff backoff) {
      this.followUpBackoff = Objects.requireNonNull(backoff, "backoff");
      return this;
    }

    /** Leaves out the warm-up of the ciphers, for a process that ends soon. */
    public Builder withoutWarmUp() {
      warmUp = false;
      return this;
    }

    /**
     * How long one call of a sink or a filter may take, for a photo of less than 1 MiB; for each
     * MiB it may take a second more. It is also how long an add-on may take to be made or to start,
     * and how long a call of an observer may take. What takes longer is interrupted, reported as
     * {@link ReceiverEvents#busy}, and tried again. Default: 5 minutes.
     *
     * @throws IllegalArgumentException if it is not more than zero
     */
    public Builder addOnTimeLimit(Duration limit) {
      Objects.requireNonNull(limit, "limit");
      if (limit.isZero() || limit.isNegative()) {
        throw new IllegalArgumentException("a time limit is more than zero, not " + limit);
      }
      addOnTimeLimit = limit;
      startLimit = limit;
      return this;
    }

    /** How long an add-on may take to be made or to start; for tests. */
    Builder startWithin(Duration limit) {
      startLimit = limit;
      return this;
    }

    /** How long a call may take, and a close at most; for tests. */
    Builder times(Duration addOnTimeLimit, Duration closeWithin) {
      this.addOnTimeLimit = addOnTimeLimit;
      this.closeWithin = closeWithin;
      return this;
    }

    /**
     * Opens the home. Later calls of this builder do not change the receiver.
     *
     * @throws IOException with one sentence for the user if it is not a receiver's, is of a later
     *     version or is damaged, or if the passphrase is wrong or missing
     */
    public Receiver build() throws IOException {
      return new Receiver(this);
    }
  }
}
