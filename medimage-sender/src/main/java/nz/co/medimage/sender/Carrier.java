package nz.co.medimage.sender;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.Route;
import nz.co.medimage.api.spi.Link;
import nz.co.medimage.api.spi.SealedEnvelope;
import nz.co.medimage.api.spi.Transport;
import nz.co.medimage.crypto.SenderPairing;
import nz.co.medimage.sender.Links.BrokenOffException;
import nz.co.medimage.sender.Links.UnreachableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings envelopes of one pairing over the first of its routes that works. */
final class Carrier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Carrier.class);

  /** How long an upload that is complete waits for its receipt before it gives up its place. */
  private static final Duration FIRST_WAIT = Duration.ofSeconds(2);

  /** For so long a route that could not be reached is tried only after the others. */
  private static final long SHUNNED_NANOS = Duration.ofMinutes(1).toNanos();

  private final List<Transport> transports;
  private final Pairings pairings;
  private final PairingId pairing;
  private final Timer timer;
  private final ClockDifferences clocks;
  private final Links links = new Links(this::connect);
  private final Map<Integer, Long> unreachableSince = new HashMap<>();

  Carrier(
      List<Transport> transports,
      Pairings pairings,
      PairingId pairing,
      Timer timer,
      ClockDifferences clocks) {
    this.transports = transports;
    this.pairings = pairings;
    this.pairing = pairing;
    this.timer = timer;
    this.clocks = clocks;
  }

  /**
   * Uploads an envelope and waits a little for its receipt. One that lies at a relay goes on to the
   * receiver if that can be reached, and is asked for at the relay if not.
   *
   * @return the sealed receipt, or nothing if there is none yet
   * @throws UndeliveredException if no way brought it there
   */
  Optional<byte[]> carry(SealedEnvelope envelope, Journey journey) throws UndeliveredException {
    while (true) {
      try {
        return overFirstThatWorks(envelope, journey);
      } catch (BrokenOffException e) {
        LOG.debug("{} looks for a better way, since the network changed", envelope.id());
      }
    }
  }

  private Optional<byte[]> overFirstThatWorks(SealedEnvelope envelope, Journey journey)
      throws UndeliveredException, BrokenOffException {
    int network = links.network();
    Optional<Way> relay = journey.relay();
    List<Failure> failures = new ArrayList<>();
    for (Way way : ways(relay)) {
      if (failures.stream().anyMatch(Failure::isUnpairing) && !isAt(relay, way)) {
        continue;
      }
      try {
        return over(network, way, envelope, journey);
      } catch (BrokenOffException e) {
        throw e;
      } catch (IOException e) {
        failures.add(note(way, e));
        if (journey.hasArrivedAtReceiver()) {
          break;
        }
      }
    }
    UndeliveredException undelivered = undelivered(failures);
    throw failures.stream().anyMatch(f -> isAt(relay, f.way()) && f.isLoss())
        ? undelivered.withLossAtRelay()
        : undelivered;
  }

  private Optional<byte[]> over(int network, Way way, SealedEnvelope envelope, Journey journey)
      throws IOException {
    return links.over(
        network,
        way.route(),
        link -> {
          if (isAt(journey.relay(), way)) {
            Optional<byte[]> receipt = link.receipt(envelope.id(), Duration.ZERO);
            journey.arrived(way);
            return receipt;
          }
          journey.setOut(way);
          link.upload(envelope, journey);
          journey.arrived(way);
          compareClocks(link, way.leadsToRelay());
          // What a relay holds may lie there for days: its place goes to the next one.
          return way.countsAsRelay() ? Optional.empty() : link.receipt(envelope.id(), FIRST_WAIT);
        });
  }

  private static boolean isAt(Optional<Way> relay, Way way) {
    return relay.equals(Optional.of(way));
  }

  /**
   * Waits for the receipt of an envelope at the end of the way that it has gone; other ways may be
   * open.
   *
   * @param network what {@link #network} said when this was planned
   * @return nothing if there is none yet, or if the network changed
   */
  Optional<byte[]> ask(int network, Way way, EnvelopeId id, Duration atMost)
      throws UndeliveredException {
    try {
      return links.over(
          network,
          way.route(),
          link -> {
            Optional<byte[]> receipt = link.receipt(id, atMost);
            compareClocks(link, way.leadsToRelay());
            return receipt;
          });
    } catch (BrokenOffException e) {
      return Optional.empty();
    } catch (IOException e) {
      Failure failure = note(way, e);
      UndeliveredException undelivered = undelivered(List.of(failure)).ofOnePhoto();
      throw way.countsAsRelay() && failure.isLoss() ? undelivered.withLossAtRelay() : undelivered;
    }
  }

  /** A number that stands for the network of now. */
  int network() {
    return links.network();
  }

  /** Has the ways tried in their order again: the network changed. {@link #renewLinks} follows. */
  void forgetUnreachable() {
    synchronized (unreachableSince) {
      unreachableSince.clear();
    }
  }

  /**
   * Trusts no link over the network of before, and breaks off what takes its time at a relay: there
   * may be a better way now.
   */
  void renewLinks() {
    Set<Integer> toRelays =
        ways().stream().filter(Way::countsAsRelay).map(Way::route).collect(Collectors.toSet());
    links.renew(toRelays::contains);
  }

  @Override
  public void close() {
    links.close();
  }

  private Optional<SenderPairing> pairing() {
    return pairings.find(pairing);
  }

  /** The ways that transports take, in the order in which these were given. */
  private List<Way> ways() {
    List<Route> own = pairing().map(SenderPairing::routes).orElse(List.of());
    List<Route> all = pairings.routes(pairing);
    List<Way> ways = new ArrayList<>();
    for (Transport transport : transports) {
      for (int route = 0; route < all.size(); route++) {
        boolean lent = route >= own.size();
        if (all.get(route).transport().equals(transport.id())
            && !(lent && own.contains(all.get(route)))) {
          ways.add(new Way(route, transport.id(), transport.leadsToRelay(), lent));
        }
      }
    }
    return ways;
  }

  /** The ways in the order in which to try them; no second relay while one has it. */
  private List<Way> ways(Optional<Way> relay) {
    List<Way> ways = ways();
    ways.sort(
        Comparator.comparing(this::isShunned)
            .thenComparing(Way::lent)
            .thenComparing(way -> relay.isPresent() && way.countsAsRelay() && !isAt(relay, way)));
    return ways;
  }

  private boolean isShunned(Way way) {
    synchronized (unreachableSince) {
      Long since = unreachableSince.get(way.route());
      return since != null && timer.nanos() - since < SHUNNED_NANOS;
    }
  }

  private Failure note(Way way, IOException why) {
    if (why instanceof UnreachableException) {
      synchronized (unreachableSince) {
        unreachableSince.put(way.route(), timer.nanos());
      }
    }
    return new Failure(way, why);
  }

  private UndeliveredException undelivered(List<Failure> failures) {
    Optional<SenderPairing> known = pairing();
    if (!known.isPresent()) {
      return new UndeliveredException(
          "The keys of the pairing that this photo was sealed for are missing or damaged.", true);
    }
    String name = known.get().receiverName();
    return failures.isEmpty()
        ? new UndeliveredException("This device has no transport that reaches " + name + ".", true)
        : UndeliveredException.of(name, failures);
  }

  private Link connect(int route) throws IOException {
    SenderPairing known =
        pairing().orElseThrow(() -> new IOException("the pairing has been forgotten"));
    List<Route> routes = pairings.routes(pairing);
    if (route >= routes.size()) {
      throw new IOException("this way was given up");
    }
    Route way = routes.get(route);
    Transport transport = transport(way.transport());
    Link link = transport.connect(way, known.credential(way.transport()));
    compareClocks(link, transport.leadsToRelay());
    if (!link.route().equals(way)) {
      try {
        pairings.learn(pairing, way, link.route());
      } catch (IOException e) {
        LOG.warn("What was learnt of a route cannot be kept: {}", e.toString());
      }
    }
    synchronized (unreachableSince) {
      unreachableSince.remove(route);
    }
    return link;
  }

  private void compareClocks(Link link, boolean byRelay) {
    Optional<String> name = pairing().map(SenderPairing::receiverName);
    if (name.isPresent()) {
      link.clockDifference().ifPresent(by -> clocks.told(name.get(), byRelay, by));
    }
  }

  private Transport transport(String id) throws IOException {
    return transports.stream()
        .filter(t -> t.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IOException("there is no transport " + id));
  }
}
