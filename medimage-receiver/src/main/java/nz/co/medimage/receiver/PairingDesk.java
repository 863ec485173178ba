package nz.co.medimage.receiver;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import nz.co.medimage.api.Route;
import nz.co.medimage.api.spi.Listener;
import nz.co.medimage.api.spi.PairingRefusedException;
import nz.co.medimage.crypto.PairingCode;
import nz.co.medimage.crypto.PairingHost;
import nz.co.medimage.crypto.ReceiverIdentity;
import nz.co.medimage.crypto.ReceiverPairing;

/** The pairing offers that are open, each under a nameplate of its own. */
final class PairingDesk {
  private static final int TRIES = 10;

  private final String receiverName;
  private final ReceiverIdentity identity;
  private final Pairings pairings;
  private final Clock clock;
  private final SecureRandom random;
  private final SafeEvents events;
  private final Map<String, Offer> offers = new HashMap<>();
  private volatile Supplier<List<Route>> routes = List::of;
  private volatile Runnable added = () -> {};
  private final List<Listener> listeners;

  /**
   * Has no offer yet.
   *
   * @param listeners say whether a nameplate is free, and are told those of all open offers
   */
  PairingDesk(
      ReceiverState state,
      Receiver.Builder options,
      ReceiverIdentity identity,
      SafeEvents events,
      List<Listener> listeners) {
    this.identity = identity;
    this.events = events;
    this.listeners = listeners;
    pairings = state.pairings();
    receiverName = options.name;
    clock = options.clock;
    random = options.random;
  }

  /** Who knows the ways to this receiver; asked at each pairing. */
  void routes(Supplier<List<Route>> now) {
    routes = now;
  }

  /** Who is told of each device that was paired, before that device knows it. */
  void added(Runnable told) {
    added = told;
  }

  /** Opens an offer. */
  synchronized PairingOffer open(Duration validFor) {
    if (validFor.isNegative() || validFor.isZero()) {
      throw new IllegalArgumentException("an offer is valid for some time, not " + validFor);
    }
    sweep();
    Offer offer = new Offer(freshCode(validFor), clock.instant().plus(validFor));
    offers.put(offer.nameplate(), offer);
    announceAll();
    return offer;
  }

  /** As short as can be: where others have the short nameplates, longer ones are tried. */
  private PairingCode freshCode(Duration validFor) {
    for (int digits = 1; digits <= PairingCode.MAX_NAMEPLATE; digits++) {
      for (int i = 0; i < TRIES; i++) {
        PairingCode code = PairingCode.generate(random, digits);
        String nameplate = code.nameplate();
        if (!offers.containsKey(nameplate)
            && listeners.stream().allMatch(listener -> listener.reserve(nameplate, validFor))) {
          return code;
        }
      }
    }
    announceAll();
    throw new IllegalStateException("too many pairing offers are open; close one first");
  }

  /**
   * Answers a pairing message.
   *
   * @throws PairingRefusedException if there is no such offer or the code is wrong
   */
  byte[] answer(String nameplate, byte[] message) throws IOException {
    Offer offer;
    synchronized (this) {
      sweep();
      offer = offers.get(nameplate);
    }
    if (offer == null) {
      throw new PairingRefusedException(
          PairingRefusedException.Reason.NO_OFFER,
          "There is no such pairing offer, or no longer: ask for a new code.");
    }
    try {
      return offer.host.answer(message);
    } finally {
      if (offer.host.isBurnt() && remove(offer)) {
        events.offerBurnt(offer);
      }
    }
  }

  private void keep(ReceiverPairing pairing) throws IOException {
    PairedDevice device = pairings.add(pairing);
    added.run();
    events.paired(device);
  }

  /** Takes out what has run out; listeners stop announcing it. */
  synchronized void sweep() {
    if (offers.values().removeIf(offer -> !clock.instant().isBefore(offer.validUntil))) {
      announceAll();
    }
  }

  private synchronized boolean remove(Offer offer) {
    boolean removed = offers.remove(offer.nameplate(), offer);
    if (removed) {
      announceAll();
    }
    return removed;
  }

  private synchronized boolean holds(Offer offer) {
    sweep();
    return offers.get(offer.nameplate()) == offer;
  }

  private void announceAll() {
    Set<String> nameplates = Set.copyOf(offers.keySet());
    listeners.forEach(listener -> listener.announce(nameplates));
  }

  private final class Offer implements PairingOffer {
    private final PairingCode code;
    private final Instant validUntil;
    private final PairingHost host;

    Offer(PairingCode code, Instant validUntil) {
      this.code = code;
      this.validUntil = validUntil;
      this.host =
          new PairingHost(
              code,
              receiverName,
              identity,
              () -> routes.get(),
              clock,
              random,
              PairingDesk.this::keep);
    }

    String nameplate() {
      return code.nameplate();
    }

    @Override
    public String code() {
      return code.text();
    }

    @Override
    public Instant validUntil() {
      return validUntil;
    }

    @Override
    public boolean isOpen() {
      return holds(this);
    }

    @Override
    public void close() {
      remove(this);
    }
  }
}
