package nz.co.medimage.sender;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.crypto.DamagedSecretException;
import nz.co.medimage.crypto.SecretStore;
import nz.co.medimage.crypto.SenderPairing;
import nz.co.medimage.crypto.envelope.CurrentRoutes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pairings of a home. Pairing again with a receiver makes several pairings with it, of which
 * the newest counts. The older ones are kept for the photos that were sealed under them, which also
 * use the routes of the newest one. Safe for use by several threads.
 */
final class Pairings {
  private static final Logger LOG = LoggerFactory.getLogger(Pairings.class);
  private static final String FOLDER = "keys";
  private static final String PREFIX = "pairing-";
  private static final Comparator<SenderPairing> BY_AGE =
      Comparator.comparing(SenderPairing::pairedAt).thenComparing(p -> p.id().value());

  private final SecretStore store;
  private final Map<PairingId, SenderPairing> all = new HashMap<>();

  /** The names of pairings that could not be read, and may be undamaged. */
  private final Set<String> unread = new HashSet<>();

  private Pairings(SecretStore store) {
    this.store = store;
  }

  /**
   * Opens the keys of a home that this process runs, and removes files that a crash left half
   * written.
   */
  static SecretStore keys(Path home, char @Nullable [] passphrase) throws IOException {
    Path folder = home.resolve(FOLDER);
    SecretStore keys =
        passphrase == null
            ? SecretStore.open(folder)
            : SecretStore.openWithPassphrase(folder, passphrase);
    keys.removeDebris();
    return keys;
  }

  /** Opens the keys of a home that another process may run, for reading only. */
  static SecretStore peek(Path home, char @Nullable [] passphrase) throws IOException {
    Path folder = home.resolve(FOLDER);
    return passphrase == null
        ? SecretStore.openReadOnly(folder)
        : SecretStore.openReadOnly(folder, passphrase);
  }

  /**
   * Reads the pairings.
   *
   * @param problems receives one sentence for each damaged file, which stays where it is
   */
  static Pairings load(SecretStore store, Consumer<String> problems) throws IOException {
    Pairings pairings = new Pairings(store);
    for (String name : store.names()) {
      if (name.startsWith(PREFIX)) {
        try {
          pairings.read(name);
        } catch (IOException e) {
          problems.accept(
              "The keys of one pairing, " + name + ", cannot be used: " + e.getMessage());
        }
      }
    }
    return pairings;
  }

  private void read(String name) throws IOException {
    unread.add(name);
    Optional<byte[]> secret;
    try {
      secret = store.get(name);
    } catch (DamagedSecretException e) {
      unread.remove(name);
      throw e;
    }
    unread.remove(name);
    if (secret.isPresent()) {
      SenderPairing pairing = SenderPairing.ofBytes(secret.get());
      all.put(pairing.id(), pairing);
    }
  }

  /** The pairings that count, oldest first. */
  synchronized List<PairedReceiver> list() {
    return current().stream()
        .map(p -> new PairedReceiver(p.id(), p.receiverName(), p.pairedAt()))
        .collect(Collectors.toList());
  }

  private List<SenderPairing> current() {
    return all.values().stream()
        .filter(p -> sameReceiver(p).allMatch(other -> BY_AGE.compare(other, p) <= 0))
        .sorted(BY_AGE)
        .collect(Collectors.toList());
  }

  private Stream<SenderPairing> sameReceiver(SenderPairing pairing) {
    return all.values().stream().filter(pairing::isSameReceiver);
  }

  /** Finds a pairing; if it could not be read before, tries to read it now. */
  synchronized Optional<SenderPairing> find(PairingId id) {
    if (unread.contains(PREFIX + id)) {
      try {
        read(PREFIX + id);
      } catch (IOException e) {
        LOG.debug("The keys of {} still cannot be used: {}", id, e.getMessage());
      }
    }
    return Optional.ofNullable(all.get(id));
  }

  /** Whether a pairing is here, or may be once it can be read. */
  synchronized boolean mayFind(PairingId id) {
    return find(id).isPresent() || unread.contains(PREFIX + id);
  }

  /** The only one. */
  synchronized SenderPairing only() {
    List<SenderPairing> current = current();
    if (current.size() == 1) {
      return current.get(0);
    }
    throw current.isEmpty()
        ? UnknownReceiverException.nonePaired()
        : UnknownReceiverException.unnamed(list());
  }

  synchronized SenderPairing named(String name) {
    return current().stream()
        .filter(p -> p.receiverName().equals(name))
        .findFirst()
        .orElseThrow(() -> UnknownReceiverException.unknown(name, list()));
  }

  /**
   * Stores a new pairing durably. Its name becomes one that no other receiver has; a receiver that
   * was paired before keeps its name. It counts as the newest, whatever the clock says.
   */
  synchronized PairedReceiver add(SenderPairing fresh) throws IOException {
    List<SenderPairing> current = current();
    String name =
        current.stream()
            .filter(fresh::isSameReceiver)
            .findFirst()
            .map(SenderPairing::receiverName)
            .orElseGet(() -> free(fresh.receiverName(), current));
    SenderPairing named = fresh.withReceiverName(name).withPairedAt(afterAllWithReceiverOf(fresh));
    keep(named);
    return new PairedReceiver(named.id(), name, named.pairedAt());
  }

  /**
   * The routes of a pairing, its own first. If another pairing with that receiver is the newest,
   * its routes follow: they are lent, so they are not stored with this one.
   */
  synchronized List<Route> routes(PairingId id) {
    List<Route> routes = new ArrayList<>();
    find(id).ifPresent(own -> lenders(own).forEach(each -> routes.addAll(each.routes())));
    return routes;
  }

  private List<SenderPairing> lenders(SenderPairing own) {
    SenderPairing newest = sameReceiver(own).max(BY_AGE).orElse(own);
    return newest.id().equals(own.id()) ? List.of(own) : List.of(own, newest);
  }

  /** If the clock was set back, the earlier keys must not count and the new ones be removed. */
  private Instant afterAllWithReceiverOf(SenderPairing fresh) {
    return sameReceiver(fresh)
        .map(before -> before.pairedAt().plusMillis(1))
        .filter(fresh.pairedAt()::isBefore)
        .max(Comparator.naturalOrder())
        .orElse(fresh.pairedAt());
  }

  private static String free(String wish, List<SenderPairing> current) {
    Set<String> taken =
        current.stream().map(SenderPairing::receiverName).collect(Collectors.toSet());
    String name = wish;
    for (int n = 2; taken.contains(name); n++) {
      name = wish + " " + n;
    }
    return name;
  }

  private void keep(SenderPairing pairing) throws IOException {
    store.put(PREFIX + pairing.id(), pairing.toBytes());
    all.put(pairing.id(), pairing);
  }

  /**
   * Stores what was learnt about a route while connecting, durably, with the pairing that has the
   * route.
   */
  synchronized void learn(PairingId id, Route route, Route learnt) throws IOException {
    SenderPairing pairing = all.get(id);
    if (pairing == null || route.equals(learnt)) {
      return;
    }
    for (SenderPairing each : lenders(pairing)) {
      List<Route> routes = new ArrayList<>(each.routes());
      if (Collections.replaceAll(routes, route, learnt)) {
        keep(each.withRoutes(routes));
      }
    }
  }

  /**
   * Stores, durably, the routes that a receiver sent in a receipt of this pairing, unless it has
   * sent later ones: a receipt may have been at a relay for days.
   *
   * @param now the time by this device's clock, so that a receiver whose clock was once ahead is
   *     believed again
   * @return whether an open link may belong to a route that is gone
   */
  synchronized boolean told(PairingId id, CurrentRoutes news, Instant now) throws IOException {
    SenderPairing pairing = all.get(id);
    if (pairing == null || news.routes().isEmpty()) {
      return false;
    }
    List<Route> told =
        news.routes().stream().map(TypedRoutes::without).collect(Collectors.toList());
    Instant at = news.at().isAfter(now) ? now : news.at();
    CurrentRoutes last = new CurrentRoutes(at, told);
    Optional<CurrentRoutes> before = pairing.told();
    if (before.isPresent() && at.isBefore(before.get().at())) {
      return false;
    }
    SenderPairing updated = pairing.withTold(last);
    if (before.isPresent() && before.get().routes().equals(told)) {
      // The time alone is not worth a write, and what was learnt about these routes stays.
      all.put(id, updated);
      return false;
    }
    List<Route> routes = TypedRoutes.kept(pairing.routes(), told);
    keep(updated.withRoutes(routes));
    // The routes sent at pairing are known only with what was learnt since.
    return before.isPresent() || !transports(routes).equals(transports(pairing.routes()));
  }

  private static List<String> transports(List<Route> routes) {
    return routes.stream().map(Route::transport).collect(Collectors.toList());
  }

  /** All pairings with the receiver of that name; the one that counts comes last. */
  synchronized List<PairingId> with(String name) {
    return sameReceiver(named(name))
        .sorted(BY_AGE)
        .map(SenderPairing::id)
        .collect(Collectors.toList());
  }

  /** All pairings, including those that were replaced. */
  synchronized List<SenderPairing> newestFirst() {
    return all.values().stream().sorted(BY_AGE.reversed()).collect(Collectors.toList());
  }

  /** Removes the keys of a pairing. */
  synchronized void remove(PairingId id) throws IOException {
    store.remove(PREFIX + id);
    all.remove(id);
  }

  /** Removes pairings that have been replaced and that no photo needs. */
  synchronized void removeReplaced(Predicate<PairingId> needed) throws IOException {
    Set<PairingId> kept = current().stream().map(SenderPairing::id).collect(Collectors.toSet());
    for (PairingId id : List.copyOf(all.keySet())) {
      if (!kept.contains(id) && !needed.test(id)) {
        remove(id);
      }
    }
  }
}
