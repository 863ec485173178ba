package nz.co.medimage.receiver;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.transport.ConnectionState;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.crypto.CipherWarmUp;
import nz.co.medimage.crypto.PairingHost;
import nz.co.medimage.receiver.addon.AddOns;
import nz.co.medimage.receiver.config.AddOnEntry;
import nz.co.medimage.receiver.config.ReceiverConfiguration;
import nz.co.medimage.receiver.filter.SizeFilter;
import nz.co.medimage.receiver.filter.TypeFilter;
import nz.co.medimage.receiver.filter.Uncleanable;
import nz.co.medimage.runtime.DaemonThreads;
import nz.co.medimage.runtime.Home;
import org.jspecify.annotations.Nullable;

/**
 * A receiver: takes sealed photos from paired senders, opens and checks them, and hands them to
 * sinks.
 *
 * <pre>{@code
 * try (Receiver receiver =
 *     Receiver.builder(Path.of("pc-home"))
 *         .name("Room 1")
 *         .listener(WifiListener.builder().build())
 *         .sink(FolderSink.to(Path.of("Patients")).state(Path.of("pc-folders")).build())
 *         .events(display) // a ReceiverEvents
 *         .build()) {
 *   receiver.start();
 *   System.out.println("Type this at the phone: " + receiver.offerPairing().code());
 *   System.in.read(); // all threads of a receiver are daemons
 * }
 * }</pre>
 *
 * <p>All state is in files in the home folder and survives a kill at any instant. {@link #start}
 * takes the home for one process. Without {@link #start}, also while another process runs the home,
 * everything works but {@link #offerPairing()}: the lists, {@link #revoke}, {@link #replay}, {@link
 * #assign} and {@link #settle}. The lists still work after {@link #close}.
 *
 * <p>Safe for use by several threads, and may be called by its own observers. Methods that throw
 * {@link IOException} read or write files on the calling thread; call them outside of the thread of
 * a user interface.
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
   * Begins a receiver.
   *
   * @param home the folder of its state, one for each receiver; {@link Builder#build} creates it if
   *     it is missing
   */
  public static Builder builder(Path home) {
    return new Builder(home);
  }

  /** What senders call this receiver. */
  public String name() {
    return options.name;
  }

  /**
   * Takes the home, continues with the photos in its inbox, and listens. Blocks until all listeners
   * listen. Called once; it may be called again only if it failed because the home was in use or
   * because an add-on of the {@linkplain Builder#configuration configuration} could not be made.
   * After any other {@link IOException} the receiver is closed.
   *
   * <p>A receiver {@linkplain ReceiverEvents#stopped stops by itself}, now or later, if another
   * computer runs a copy of its home.
   *
   * @throws IOException with one sentence for the user if the home is in use or damaged, if a
   *     required sink is misconfigured, if a listener cannot listen, or if an add-on that photos
   *     need is missing, has wrong settings or has not started within the {@linkplain
   *     Builder#addOnTimeLimit time limit}
   * @throws IllegalStateException if no required sink was given, or if the receiver was started or
   *     closed before
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

  /** It may be started again, as another process may have had the home. */
  private synchronized void notWired(CompletableFuture<Optional<RunningReceiver>> wiring) {
    begun = null;
    wiring.complete(Optional.empty());
  }

  /** Not under the lock: add-ons are made here, and may take their time. */
  private RunningReceiver wired(Home.Lock lock) throws IOException {
    ConfiguredAddOns configured = null;
    Builder assembled = new Builder(options); // add-ons of a failed start are closed: not those
    try {
      if (options.configuration != null) {
        configured = new ConfiguredAddOns(options.configuration, state, assembled, events);
        configured.make();
        assembled.configured = configured;
      }
      return new RunningReceiver(state, assembled, events, lock, this::stopForCopy);
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

  /** Makes a pairing code that is valid for one hour; see {@link #offerPairing(Duration)}. */
  public PairingOffer offerPairing() {
    return offerPairing(Duration.ofHours(1));
  }

  /**
   * Makes a code with which up to 50 devices can pair. Up to ten offers are open at a time. They
   * are not stored: they end with this receiver, and a restart needs a new code. Devices that have
   * paired stay paired.
   *
   * <p>Blocks while a relay reserves the number of the code, for some seconds if it cannot be
   * reached. Each paired device is reported as {@link ReceiverEvents#paired}.
   *
   * @param validFor more than zero
   * @throws IllegalArgumentException if {@code validFor} is zero or negative
   * @throws IllegalStateException if this receiver is not started, if ten offers are open, or if no
   *     listener has a number free
   */
  public PairingOffer offerPairing(Duration validFor) {
    Objects.requireNonNull(validFor, "validFor");
    RunningReceiver here = running();
    if (here == null || !here.isStarted()) {
      throw new IllegalStateException("a receiver offers pairing between start() and close()");
    }
    return here.pairingOffers().open(validFor);
  }

  /**
   * The paired devices, oldest first. Damaged entries are left out and reported as a {@linkplain
   * ReceiverEvents#problem problem}.
   *
   * @throws IOException if the disk fails
   */
  public List<PairedDevice> pairings() throws IOException {
    List<PairedDevice> devices = state.pairings().all(events::problem);
    Map<PairingId, Instant> seen = devices.isEmpty() ? Map.of() : lastSeen();
    return devices.stream()
        .map(each -> each.lastSeen(Optional.ofNullable(seen.get(state.ledger().device(each.id())))))
        .collect(Collectors.toList());
  }

  /** A ledger that cannot be read keeps nobody from seeing who is paired. */
  private Map<PairingId, Instant> lastSeen() {
    try {
      return state.ledger().lastSeen();
    } catch (IOException e) {
      events.problem(String.valueOf(e.getMessage()));
      return Map.of();
    }
  }

  /**
   * Ends the pairing of a device at once, also for another process that runs this home. Photos that
   * came in whole before are still filed.
   *
   * @param name {@link PairedDevice#name}
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
   * The secrets that a listener keeps in this home, for tools that inspect the home while no
   * process runs it.
   *
   * @param transport the id of the listener
   */
  public Secrets secretsOf(String transport) {
    Objects.requireNonNull(transport, "transport");
    return PrefixedSecrets.of(state, transport);
  }

  /**
   * What became of the newest photos, newest first: those that were decided within the last five
   * years, and those that came in whole and wait.
   *
   * <p>The order is that of {@link PhotoId}: by the time at which the device sealed the photo, not
   * by arrival. A photo that a phone kept for a day appears among those of yesterday. Paging with
   * {@link #deliveriesBefore} shows each photo that was there at the first page exactly once, but
   * may miss photos that come in meanwhile. To keep a display current, listen to {@link
   * ReceiverEvents} and look photos up with {@link #delivery(PhotoId)}.
   *
   * @param limit how many at most, at least 1
   * @throws IllegalArgumentException if {@code limit} is less than 1
   * @throws IOException if the disk fails
   */
  public List<DeliveryRecord> deliveries(int limit) throws IOException {
    return page(Optional.empty(), limit);
  }

  /**
   * The next page of {@link #deliveries}.
   *
   * @param before the last photo of the page before; all that are returned are older. The photo
   *     itself need not exist
   * @param limit how many at most, at least 1
   * @return fewer than {@code limit} only if there are no more; empty at the end
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
   * The newest photos about which a person has to decide, newest first, as {@link
   * DeliveryRecord#needsPerson} says.
   *
   * @param limit how many at most, at least 1
   * @throws IllegalArgumentException if {@code limit} is less than 1
   * @throws IOException if the disk fails
   */
  public List<DeliveryRecord> needingPerson(int limit) throws IOException {
    if (limit < 1) {
      throw new IllegalArgumentException("a list has at least one delivery, not " + limit);
    }
    return deliveries().needingPerson(limit);
  }

  /** The ids of the required sinks, in their order; those of the configuration come last. */
  public List<String> sinks() {
    return ids(options.sinks, ReceiverConfiguration::sinks);
  }

  /** The ids of the follow-up sinks, in their order; those of the configuration come last. */
  public List<String> followUpSinks() {
    return ids(options.followUps, ReceiverConfiguration::followUps);
  }

  private List<String> ids(
      List<BoundSink> given, Function<ReceiverConfiguration, List<AddOnEntry>> configured) {
    Stream<AddOnEntry> entries =
        Stream.ofNullable(options.configuration).map(configured).flatMap(List::stream);
    return Stream.concat(given.stream().map(BoundSink::id), entries.map(AddOnEntry::id))
        .collect(Collectors.toList());
  }

  /**
   * What became of the photos of one envelope: usually one. Empty if the envelope never came in
   * whole; several if several devices used its id.
   *
   * @throws IOException if the disk fails
   */
  public List<DeliveryRecord> delivery(EnvelopeId id) throws IOException {
    return deliveries().ofEnvelope(Objects.requireNonNull(id, "id"));
  }

  /**
   * What became of one photo. Empty if it never came in whole.
   *
   * @param id {@link DeliveryRecord#id}
   * @throws IOException if the disk fails
   */
  public Optional<DeliveryRecord> delivery(PhotoId id) throws IOException {
    return deliveries().of(Objects.requireNonNull(id, "id"));
  }

  /**
   * What the device said of a photo that is in quarantine, held or rejected: among others the tag
   * as it was typed, the time of capture and the media type. It helps a person to say whose a held
   * photo is. Empty if the photo is not in quarantine, for example because it was filed meanwhile.
   * Nothing is written to the disk. Do not log a manifest: it names a patient.
   *
   * @param id {@link DeliveryRecord#id}
   * @throws IOException if the disk fails, or with one sentence if the manifest cannot be read, for
   *     example that of a photo which was rejected as {@link RejectionCode#BAD_MANIFEST}
   */
  public Optional<Manifest> manifest(PhotoId id) throws IOException {
    Optional<QuarantinedPhoto> photo =
        QuarantinedPhoto.find(state, Objects.requireNonNull(id, "id"));
    return photo.isEmpty() ? Optional.empty() : photo.get().manifest();
  }

  /**
   * Opens a photo that is in quarantine, held or rejected, so that a person can look at it or save
   * a copy. It stays in quarantine. Takes constant memory, whatever the size of the photo, and
   * writes nothing to the disk itself: the photo is opened on its way to {@code content}. The log
   * keeps the envelope id of each photo that was opened, and when.
   *
   * @param id {@link DeliveryRecord#id}
   * @param content receives the photo as it came, before any filter; not closed. It is whole and
   *     authentic only once this method has returned: if the method throws, delete what was written
   * @return what the device said of it, as {@link #manifest} does
   * @throws IllegalArgumentException with one sentence if the photo is not in quarantine, or no
   *     longer; then nothing was written
   * @throws IOException if the disk or {@code content} fails, or with one sentence if the envelope
   *     cannot be opened
   */
  public Manifest export(PhotoId id, OutputStream content) throws IOException {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(content, "content");
    Optional<QuarantinedPhoto> photo = QuarantinedPhoto.find(state, id);
    Optional<Manifest> opened = photo.isEmpty() ? Optional.empty() : photo.get().open(content);
    return opened.orElseThrow(
        () ->
            new IllegalArgumentException(
                id.envelope()
                    + " is not in quarantine: it was filed, or was never held or rejected; see where"
                    + " it is"));
  }

  /**
   * How many photos wait for each follow-up sink, by the id of the sink. A sink that has all photos
   * is left out. A sink that this receiver no longer has is included: it gets its photos once it is
   * back under the same id.
   *
   * @throws IOException if the disk fails
   */
  public Map<String, Integer> waitingFollowUps() throws IOException {
    return state.followUps().waiting();
  }

  /**
   * Whether the receiver is connected to what it collects from, such as relays, in the order of its
   * listeners; those that senders connect to are left out. Empty while the receiver does not run.
   */
  public List<ConnectionState> connections() {
    return running() == null
        ? List.of()
        : options.listeners.stream()
            .map(Listener::connection)
            .flatMap(Optional::stream)
            .collect(Collectors.toList());
  }

  private static Function<String, WaitingNote> waiting(RunningReceiver here) {
    Map<String, WaitingNote> notes = here.waitingFollowUps();
    return name -> notes.getOrDefault(name, WaitingNote.NOTHING);
  }

  private Deliveries deliveries() throws IOException {
    RunningReceiver here = running();
    WaitingNotes notes = state.waiting();
    return here == null
        ? new Deliveries(state, notes::of, notes::of, events::problem)
        : new Deliveries(state, here::waitsFor, waiting(here), events::problem);
  }

  /**
   * Tries a photo again: one in quarantine from the start, a delivered one at the follow-up sinks
   * that rejected it, a waiting one without the rest of its pause. Returns once the request is
   * recorded; the process that runs this home acts on it within a second, or else the next one when
   * it starts. If the photo has changed by then, the request is dropped, and a {@linkplain
   * ReceiverEvents#problem problem} says so.
   *
   * <p>A photo that was rejected as {@link RejectionCode#TOO_LARGE} by its beginning is not here:
   * only its sender has it, and can send the original again. This SDK never deletes originals.
   *
   * @param seen the photo, as the person saw it
   * @throws DecisionRefusedException if it has changed since
   * @throws IllegalArgumentException with one sentence if there is nothing to try again
   * @throws IOException if the disk fails
   */
  public void replay(DeliveryRecord seen) throws IOException, DecisionRefusedException {
    decide(
        seen,
        now -> {
          Replayable.check(state, now);
          state.requests().add(now.id(), now.facts());
        });
  }

  /**
   * Files a photo under a tag that a person gives it: one from quarantine, held or rejected, or a
   * delivered one at the follow-up sinks that rejected it. Returns once the request is recorded, as
   * {@link #replay} does.
   *
   * <p>A delivered photo stays where required sinks, and follow-up sinks that did not reject it,
   * have it, or are about to file it: under the tag that they know. None of them is asked to move
   * it, as what other sinks have filed, such as a row in the practice's database, may refer to the
   * file where it lies. {@link DeliveryRecord#filed} says where that is, and a person at the
   * practice decides whether to correct it there. A sink that rejects the photo under the new tag
   * too says so, and the photo can be assigned again.
   *
   * <p>A patient check is asked again, with the new tag, for the practice's id of the patient. If
   * it does not find exactly one patient, the photo is filed under the tag without such an id, and
   * is not held again; a sink that looks the patient up itself rejects it, and one that names
   * folders after the practice's ids then files it as unchecked. So if several patients have the id
   * that was typed, give a tag for which the check finds one alone, such as {@code #1003} for a
   * check that also takes the practice's own ids. The device that sent the photo is not told of the
   * assignment.
   *
   * @param seen the photo, as the person saw it
   * @param tag the tag to file it under; everything else about the photo stays as it came
   * @param by the name of the person who decides this, for the record: 1 to 100 characters, none of
   *     them a control character
   * @throws DecisionRefusedException if the photo has changed since, or if required sinks may have
   *     a photo from quarantine under another tag
   * @throws IllegalArgumentException with one sentence if {@code by} has another form; if the photo
   *     is not in quarantine and was not rejected by a follow-up sink; or if the tag names no
   *     folder and the photo is held or delivered
   * @throws IOException if the disk fails
   */
  public void assign(DeliveryRecord seen, PatientTag tag, String by)
      throws IOException, DecisionRefusedException {
    assign(seen, tag, by, false);
  }

  /**
   * Does the same as {@link #assign}, even if some required sinks {@linkplain
   * DecisionRefusedException#mayBeFiledAt may have} filed the photo under another tag already, for
   * example before another sink rejected it. Those sinks keep it there, and a person must correct
   * that by hand; only the other sinks file it under the new tag.
   *
   * @throws DecisionRefusedException if the photo has changed since, or more sinks may have it
   * @throws IllegalArgumentException as {@link #assign}
   * @throws IOException if the disk fails
   */
  public void assignThoughFiled(DeliveryRecord seen, PatientTag tag, String by)
      throws IOException, DecisionRefusedException {
    assign(seen, tag, by, true);
  }

  private void assign(DeliveryRecord seen, PatientTag tag, String by, boolean mayBeFiled)
      throws IOException, DecisionRefusedException {
    Objects.requireNonNull(tag, "tag");
    Objects.requireNonNull(by, "by");
    decide(seen, now -> Assigning.add(state, now, tag, by, options.clock.instant(), mayBeFiled));
  }

  /**
   * Ends the doubt whether a sink has a photo, as a person decides after looking at its target; see
   * {@link DeliveryRecord#undecided}. Returns once the decision is recorded, as {@link #replay}
   * does. If the photo is there, it counts as filed. If it is missing, the sink files it now; a
   * photo that was there nevertheless is then there twice, but none is lost. If the receiver is
   * killed while the sink files it, nobody knows again, and the question is asked anew.
   *
   * @param seen the photo, as the person saw it
   * @param sink the id of the sink, required or follow-up
   * @param isFiled whether the person found the photo in the target
   * @param by the name of the person who decides this, for the record: 1 to 100 characters, none of
   *     them a control character
   * @throws DecisionRefusedException if the photo has changed since, for example because somebody
   *     else decided before
   * @throws IllegalArgumentException with one sentence if {@code by} has another form, or if there
   *     is no doubt whether the sink has it
   * @throws IOException if the disk fails
   */
  public void settle(DeliveryRecord seen, String sink, boolean isFiled, String by)
      throws IOException, DecisionRefusedException {
    Objects.requireNonNull(sink, "sink");
    Objects.requireNonNull(by, "by");
    decide(seen, now -> Settling.add(state, now, sink, isFiled, by, options.clock.instant()));
  }

  private interface Decision {
    void record(DeliveryRecord now) throws IOException, DecisionRefusedException;
  }

  private void decide(DeliveryRecord seen, Decision decision)
      throws IOException, DecisionRefusedException {
    Objects.requireNonNull(seen, "seen");
    var unused =
        state
            .requests()
            .locked(
                () -> {
                  decision.record(Unchanged.check(state, deliveries(), seen));
                  return seen;
                });
    RunningReceiver here = running();
    if (here != null) {
      here.serveRequests();
    }
  }

  private synchronized @Nullable RunningReceiver running() {
    return closed || begun == null ? null : begun.getNow(Optional.empty()).orElse(null);
  }

  /**
   * Stops listening, finishes or sets aside the photos in progress, closes all add-ons and releases
   * the home. A closed receiver never starts again: build another. A receiver that is starting is
   * closed as soon as it has started. Calling this again only waits.
   *
   * <p>Waits for listeners, for calls of filters and sinks, which are interrupted after some
   * seconds, and for queued calls of observers: at most about 15 seconds. Does not wait if an
   * observer, a filter, a sink or the start of a listener calls it. If an add-on works for longer,
   * a {@linkplain ReceiverEvents#problem problem} says so, and this returns. Sinks are closed and
   * the home is released once that add-on has returned, so that nobody else writes meanwhile; until
   * then the home counts as in use. Photos that are not finished wait in the home for the next
   * start.
   *
   * @throws IOException if the disk fails
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

  /**
   * Assembles a {@link Receiver}. Not for use by several threads at once.
   *
   * <p>{@link Receiver#start} starts each listener, filter, sink and patient check once, even if it
   * was given twice, and the receiver closes each once when it closes. If it was never started, or
   * its home was in use, the caller closes them. The caller always closes observers.
   */
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

    /** Devices that pair with one code: more than a practice has, and no flood. */
    int devicesPerCode = 50;

    Backoff backoff = new Backoff(Duration.ofSeconds(1), 2, Duration.ofMinutes(5), 0.2);
    Backoff followUpBackoff = new Backoff(Duration.ofSeconds(15), 3, Duration.ofHours(6), 0.2);
    FollowUpQueue.@Nullable Pauses followUpPauses;
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
      devicesPerCode = other.devicesPerCode;
      backoff = other.backoff;
      followUpBackoff = other.followUpBackoff;
      followUpPauses = other.followUpPauses;
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
     * @throws IllegalArgumentException with one sentence if {@code name} has another form
     */
    public Builder name(String name) {
      Objects.requireNonNull(name, "name");
      this.name = PairingHost.checkReceiverName(name);
      return this;
    }

    /**
     * Uses a configuration file. Its name, types, sizes, metadata and time limit of add-ons replace
     * those of earlier calls; later calls replace them. When the receiver starts, it makes the
     * add-ons of the file, from the folder {@link AddOns#FOLDER} of the home, the class path and
     * the module path, and puts them after those given in code. Their state is in the home.
     *
     * <p>The receiver does not start if a filter, patient check, required sink or listener of the
     * file is missing, has wrong settings or cannot be made. If this is so of a follow-up sink,
     * photos wait and the sink is tried again; without an observer the receiver runs. Both are
     * reported as a {@linkplain ReceiverEvents#problem problem}.
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

    /**
     * Adds the receiver's half of a transport, by which senders reach it. Each needs an id of its
     * own. Default: none, and no photo comes in.
     */
    public Builder listener(Listener listener) {
      listeners.add(Objects.requireNonNull(listener, "listener"));
      return this;
    }

    /**
     * Adds a filter for all sinks. Filters run in the order in which they were added, after the
     * checks of size and type.
     */
    public Builder filter(PhotoFilter filter) {
      filters.add(Objects.requireNonNull(filter, "filter"));
      return this;
    }

    /**
     * Looks up the patient of each photo, after all filters and before any sink gets the photo. If
     * the check does not find exactly one patient of the practice, or the tag names no folder, the
     * photo is held: it stays sealed in quarantine until a person {@linkplain Receiver#assign says
     * whose it is}. The check is asked once for each photo: all sinks file by the same answer,
     * however late. Default: no check.
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
     * Whether receipts carry the masked hint of the patient check, by which the sender sees that it
     * is the right patient. Default: no.
     *
     * <p>A device that sends photos with five different ids within an hour that are not one
     * patient's, or of more than 60 patients, gets none until an hour after the last of them, and a
     * {@linkplain ReceiverEvents#problem problem} tells of it and of its end. Only time in which
     * the receiver runs counts.
     */
    public Builder echo(boolean send) {
      echo = send;
      return this;
    }

    /**
     * Adds a required sink: a photo is acknowledged once all required sinks have it. At least one
     * is needed, here or in the {@linkplain #configuration configuration}.
     *
     * @param filters bound to this sink: they run after the {@linkplain #filter filters for all},
     *     and only this sink gets their result; a photo that they or this sink reject is rejected
     *     for all sinks, even if others have filed it
     * @throws IllegalArgumentException if another sink has the same id, if the id is not 1 to 40 of
     *     a-z, 0-9 and {@code -}, or if there are 100 required sinks
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
     * Adds a follow-up sink: it gets each photo after the receipt. Photos wait for it if it cannot
     * start or cannot be reached.
     *
     * @param filters bound to this sink, as for {@link #sink}; a photo that they reject counts as
     *     rejected by this sink
     * @throws IllegalArgumentException if another sink has the same id, or the id has another form
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
     * @throws IllegalArgumentException if {@code bytes} is less than 1
     */
    public Builder maxPhotoSize(long bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("a size limit is at least 1 byte, not " + bytes);
      }
      maxPhotoSize = bytes;
      return this;
    }

    /**
     * Which types of content are accepted; see {@link TypeFilter#TypeFilter(Set)}. Default: {@link
     * TypeFilter#DEFAULT_TYPES}.
     *
     * @throws IllegalArgumentException if there is none, or one whose content cannot be recognised
     */
    public Builder allowedTypes(Set<String> extensions) {
      Objects.requireNonNull(extensions, "extensions");
      this.typeFilter = new TypeFilter(extensions);
      return this;
    }

    /**
     * Which types of content are accepted, and what senders are told about others; see {@link
     * TypeFilter#TypeFilter(Set, UnaryOperator)}.
     *
     * @throws IllegalArgumentException if there is none, or one whose content cannot be recognised
     */
    public Builder allowedTypes(Set<String> extensions, UnaryOperator<String> advice) {
      Objects.requireNonNull(extensions, "extensions");
      Objects.requireNonNull(advice, "advice");
      this.typeFilter = new TypeFilter(extensions, advice);
      return this;
    }

    /**
     * Removes from each photo, after all filters, whatever may tell where it was taken; see {@link
     * nz.co.medimage.receiver.filter.MetadataFilter}. Default: photos stay as they are.
     *
     * @param uncleanable what becomes of files for which this cannot be ensured, such as PDFs; each
     *     is reported as {@link ReceiverEvents#notCleaned}
     */
    public Builder removeMetadata(Uncleanable uncleanable) {
      this.uncleanable = Objects.requireNonNull(uncleanable, "uncleanable");
      return this;
    }

    /**
     * Adds an observer, which is called on a thread of its own; see {@link ReceiverEvents}.
     * Default: none.
     */
    public Builder events(ReceiverEvents events) {
      this.events.add(Objects.requireNonNull(events, "events"));
      return this;
    }

    /**
     * Seals the keys in the home under a passphrase, which must be the same at each start. Default:
     * none, and only the permissions of the files protect the keys. The array is copied.
     */
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

    /** For tests, in which each pairing takes a second. */
    Builder devicesPerCode(int most) {
      devicesPerCode = most;
      return this;
    }

    /** The source of randomness. Default: a fresh one. */
    public Builder random(SecureRandom random) {
      this.random = Objects.requireNonNull(random, "random");
      return this;
    }

    /** The pauses while a required step fails. Default: 1 s, doubled up to 5 minutes, ± 20 %. */
    public Builder backoff(Backoff backoff) {
      this.backoff = Objects.requireNonNull(backoff, "backoff");
      return this;
    }

    /**
     * The pauses while a follow-up sink fails: of all that waits for it if its target is away, of
     * one photo alone if others are filed meanwhile. Default: 15 s, tripled up to 6 hours, ± 20 %.
     */
    public Builder followUpBackoff(Backoff backoff) {
      this.followUpBackoff = Objects.requireNonNull(backoff, "backoff");
      return this;
    }

    /** What runs tasks after pauses of follow-up sinks; for tests. */
    Builder followUpPauses(FollowUpQueue.Pauses pauses) {
      followUpPauses = pauses;
      return this;
    }

    /**
     * Leaves out the warm-up of the ciphers, for a process that ends soon. Default: the ciphers
     * warm up in the background from {@link Receiver#start}, so that the first photo is as fast as
     * later ones.
     */
    public Builder withoutWarmUp() {
      warmUp = false;
      return this;
    }

    /**
     * The time limit of one call of an add-on. Default: 5 minutes.
     *
     * <p>A call of a sink, filter or patient check may take this long and one second more for each
     * MiB of the photo. Then it is interrupted, reported as {@link ReceiverEvents#busy}, and tried
     * again. The limit also applies to making and starting an add-on, and to a call of an observer.
     *
     * @throws IllegalArgumentException if {@code limit} is zero or negative
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
     * Opens the home, and creates it if it is missing or empty. Starts nothing, and needs no lock.
     * Later calls of this builder do not change the receiver.
     *
     * @throws IOException with one sentence for the user if the folder is not the home of a
     *     receiver, is of a later version or is damaged, or if the passphrase is wrong or missing
     */
    public Receiver build() throws IOException {
      return new Receiver(this);
    }
  }
}
