package nz.co.medimage.receiver;

import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.crypto.PairingCode;
import nz.co.medimage.crypto.PairingHost;
import nz.co.medimage.crypto.ReceiverIdentity;
import nz.co.medimage.crypto.ReceiverPairing;
import org.jspecify.annotations.Nullable;

/** The pairing offers of a receiver, each under a nameplate of its own. */
final class PairingOffers {
  private static final int TRIES = 3;

  /** A route that refuses more, or for longer, is left out: the others must not wait for it. */
  private static final int MOST_REFUSED = 12;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** As many as a relay gives nameplates to one receiver. */
  private static final int MOST_OPEN = 10;

  private final String receiverName;
  private final ReceiverIdentity identity;
  private final Pairings pairings;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final SecureRandom random;
  private final int mostPaired;
  private final SafeEvents events;
  private final OfferLink links;
  private final Map<String, Offer> offers = new HashMap<>();
  private volatile Supplier<List<Route>> routes = List::of;
  private volatile Runnable added = () -> {};
  private final List<Listener> listeners;

  /** Is held while an offer is opened, which may take seconds; the others need not wait for it. */
  private final Object opening = new Object();

  /** The nameplate of the offer that is being opened; under the lock of all offers. */
  private @Nullable String reserving;

  private boolean ended;

  /**
   * Has no offer yet.
   *
   * @param listeners say whether a nameplate is free, and are told those of all open offers
   */
  PairingOffers(
      ReceiverState state,
      Receiver.Builder options,
      ReceiverIdentity identity,
      SafeEvents events,
      List<Listener> listeners) {
    this.identity = identity;
    this.events = events;
    this.links = new OfferLink(events);
    this.listeners = listeners;
    pairings = state.pairings();
    receiverName = options.name;
    clock = options.clock;
    nanoTime = options.nanoTime;
    random = options.random;
    mostPaired = options.devicesPerCode;
  }

  /** Sets the source of the routes to this receiver, which each pairing asks for. */
  void routes(Supplier<List<Route>> now) {
    routes = now;
  }

  /** Sets who is told of each new device, before that device knows that it is paired. */
  void added(Runnable told) {
    added = told;
  }

  /** Opens an offer. */
  PairingOffer open(Duration validFor) {
    if (validFor.isNegative() || validFor.isZero()) {
      throw new IllegalArgumentException("an offer is valid for some time, not " + validFor);
    }
    Offer offer;
    Set<Listener> leftOut;
    synchronized (opening) {
      if (openCount() >= MOST_OPEN) {
        throw tooMany();
      }
      Nameplates nameplates = new Nameplates(validFor);
      PairingCode code = freshCode(nameplates);
      offer = new Offer(code, nameplates.began, validFor);
      synchronized (this) {
        reserving = null;
        offer.burnt.addAll(nameplates.leftOut);
        offers.put(offer.nameplate(), offer);
        announceAll();
      }
      leftOut = nameplates.leftOut;
    }
    for (Listener listener : leftOut) {
      tellRefused(listener, offer);
    }
    return offer;
  }

  private synchronized long openCount() {
    sweep();
    return offers.values().stream().filter(Offer::isOpenAnywhere).count();
  }

  /** Whether no offer here has it; it is announced from now on, as listeners give others free. */
  private synchronized boolean begin(String nameplate) {
    boolean isFree = !offers.containsKey(nameplate);
    reserving = isFree ? nameplate : null;
    return isFree;
  }

  /** As short as can be: where others have the short nameplates, longer ones are tried. */
  private PairingCode freshCode(Nameplates nameplates) {
    for (int i = 0; i < TRIES * PairingCode.MAX_NAMEPLATE && !nameplates.areRefusedByAll(); i++) {
      PairingCode code = PairingCode.generate(random, 1 + i / TRIES);
      if (begin(code.nameplate()) && nameplates.reserve(code.nameplate())) {
        return code;
      }
    }
    synchronized (this) {
      reserving = null;
      announceAll();
    }
    throw tooMany();
  }

  /** The search for a nameplate that all routes give, but those that refuse one after the other. */
  private final class Nameplates {
    private final Duration validFor;
    private final long began = nanoTime.getAsLong();
    private final Map<Listener, Integer> refused = new HashMap<>();
    private final Set<Listener> leftOut = new HashSet<>();

    Nameplates(Duration validFor) {
      this.validFor = validFor;
    }

    boolean areRefusedByAll() {
      return !listeners.isEmpty() && leftOut.size() == listeners.size();
    }

    boolean reserve(String nameplate) {
      for (Listener listener : listeners) {
        if (!leftOut.contains(listener)
            && !listener.reserve(nameplate, validFor)
            && !isLeftOut(listener)) {
          return false;
        }
      }
      return !areRefusedByAll();
    }

    private boolean isLeftOut(Listener listener) {
      boolean isLate = nanoTime.getAsLong() - began > PATIENCE.toNanos();
      return (isLate || refused.merge(listener, 1, Integer::sum) > MOST_REFUSED)
          && leftOut.add(listener);
    }
  }

  private void tellRefused(Listener listener, Offer offer) {
    events.problem(
        listener.id()
            + " takes no nameplate of this receiver: the pairing code that begins with "
            + offer.nameplate()
            + " does not work over it.");
  }

  private static IllegalStateException tooMany() {
    return new IllegalStateException("too many pairing offers are open; close one first");
  }

  /** The offers as they stand at one listener. */
  PairingIntake at(Listener listener) {
    return new PairingIntake(this, listener);
  }

  /**
   * Answers a pairing message that came over a route. An offer that was burnt is kept until it runs
   * out, for devices that paired with it and lost the answer.
   *
   * @throws PairingRefusedException if there is no such offer at this listener, or if the code is
   *     wrong
   */
  byte[] answer(Listener listener, String nameplate, byte[] message) throws IOException {
    Offer offer;
    synchronized (this) {
      sweep();
      offer = offers.get(nameplate);
    }
    if (offer == null) {
      throw new PairingRefusedException(
          PairingRefusedException.Reason.NO_OFFER,
          "No pairing code with this number is valid now: ask for a new one.");
    }
    PairingHost host = offer.host(listener);
    try {
      return host.answer(message);
    } finally {
      if (host.isBurnt()) {
        burn(offer, listener);
      }
    }
  }

  private void burn(Offer offer, Listener listener) {
    boolean everywhere;
    synchronized (this) {
      if (!offer.burnt.add(listener)) {
        return;
      }
      everywhere = !offer.isOpenAnywhere();
      announceAll();
    }
    if (everywhere) {
      events.offerBurnt(offer);
    } else {
      events.problem(
          "Wrong codes were tried too often over "
              + listener.id()
              + ": the pairing code that begins with "
              + offer.nameplate()
              + " works there no more. Make a new code if a device has to pair over it.");
    }
  }

  private void keep(Offer offer, ReceiverPairing pairing, List<ReceiverPairing> previous)
      throws IOException {
    if (offer.paired.incrementAndGet() > mostPaired) {
      offer.paired.decrementAndGet();
      throw new PairingRefusedException(
          PairingRefusedException.Reason.NO_OFFER,
          mostPaired + " devices have paired with this code, and no more can: ask for a new one.");
    }
    PairedDevice device;
    try {
      device = pairings.add(pairing, previous);
    } catch (IOException | RuntimeException e) {
      offer.paired.decrementAndGet();
      throw e;
    }
    added.run();
    events.paired(device);
    if (offer.isFull()) {
      announceAll();
      events.problem(
          mostPaired
              + " devices have paired with the code that begins with "
              + offer.nameplate()
              + ", and no more can: make a new code for others.");
    }
  }

  /** Takes out what has run out; listeners stop announcing it. */
  synchronized void sweep() {
    if (offers.values().removeIf(Offer::hasRunOut)) {
      announceAll();
    }
  }

  /** No device can pair any more: the receiver closes. */
  synchronized void end() {
    ended = true;
  }

  private synchronized void remove(Offer offer) {
    if (offers.remove(offer.nameplate(), offer)) {
      announceAll();
    }
  }

  private synchronized boolean isOpen(Offer offer) {
    sweep();
    return !ended && offers.get(offer.nameplate()) == offer && offer.isOpenAnywhere();
  }

  private synchronized void announceAll() {
    for (Listener listener : listeners) {
      listener.announce(
          Stream.concat(
                  Stream.ofNullable(reserving),
                  offers.values().stream()
                      .filter(offer -> offer.isOpenOver(listener))
                      .map(Offer::nameplate))
              .collect(Collectors.toSet()));
    }
  }

  private synchronized List<Listener> openListeners(Offer offer) {
    return listeners.stream().filter(offer::isOpenOver).toList();
  }

  private final class Offer implements PairingOffer {
    private final PairingCode code;
    private final Instant validUntil;

    /** The clock may be set meanwhile, which must neither end it nor keep it open. */
    private final long opened;

    private final Duration validFor;
    private final Map<Listener, PairingHost> hosts = new HashMap<>();
    private final AtomicInteger paired = new AtomicInteger();

    /** The routes over which it was guessed wrongly too often; under the lock of all offers. */
    private final Set<Listener> burnt = new HashSet<>();

    Offer(PairingCode code, long opened, Duration validFor) {
      this.code = code;
      this.opened = opened;
      this.validFor = validFor;
      validUntil = clock.instant().plus(validFor);
    }

    boolean hasRunOut() {
      return Duration.ofNanos(nanoTime.getAsLong() - opened).compareTo(validFor) >= 0;
    }

    synchronized PairingHost host(Listener listener) {
      return hosts.computeIfAbsent(
          listener,
          first ->
              new PairingHost(
                  code,
                  receiverName,
                  identity,
                  () -> routes.get(),
                  clock,
                  random,
                  (pairing, previous) -> keep(this, pairing, previous)));
    }

    boolean isFull() {
      return paired.get() >= mostPaired;
    }

    boolean isOpenOver(Listener listener) {
      return !isFull() && !burnt.contains(listener);
    }

    boolean isOpenAnywhere() {
      return !isFull() && (listeners.isEmpty() || !burnt.containsAll(listeners));
    }

    String nameplate() {
      return code.nameplate();
    }

    @Override
    public String code() {
      return code.text();
    }

    @Override
    public String link() {
      return links.of(code, openListeners(this)).text();
    }

    @Override
    public String link(URI page) {
      return links.of(code, openListeners(this)).withPage(page.toString()).text();
    }

    @Override
    public Optional<URI> relayPage() {
      return OfferLink.relayPage(links.of(code, openListeners(this)));
    }

    @Override
    public Instant validUntil() {
      return validUntil;
    }

    @Override
    public boolean isOpen() {
      return PairingOffers.this.isOpen(this);
    }

    @Override
    public void close() {
      remove(this);
    }
  }
}
