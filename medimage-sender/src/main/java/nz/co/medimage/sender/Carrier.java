package nz.co.medimage.sender;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.Route;
import nz.co.medimage.api.spi.Link;
import nz.co.medimage.api.spi.SealedEnvelope;
import nz.co.medimage.api.spi.Transport;
import nz.co.medimage.crypto.SenderPairing;
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
  private final Links links = new Links(this::connect);
  private final Map<Integer, Long> unreachableSince = new HashMap<>();

  Carrier(List<Transport> transports, Pairings pairings, PairingId pairing, Timer timer) {
    this.transports = transports;
    this.pairings = pairings;
    this.pairing = pairing;
    this.timer = timer;
  }

  /** Is told how an upload goes. */
  interface Journey extends Link.Progress {

    /** All of it is at the other end of a route. */
    void arrived(int route);

    boolean hasArrived();
  }

  /**
   * Uploads an envelope and waits a little for its receipt.
   *
   * @return the sealed receipt, or nothing if there is none yet
   * @throws UndeliveredException if no route brought it there
   */
  Optional<byte[]> carry(SealedEnvelope envelope, Journey journey) throws UndeliveredException {
    Map<String, IOException> failures = new LinkedHashMap<>();
    for (int route : routes()) {
      try {
        return links.over(
            route,
            link -> {
              link.upload(envelope, journey);
              journey.arrived(route);
              return link.receipt(envelope.id(), FIRST_WAIT);
            });
      } catch (IOException e) {
        note(route, e, failures);
        if (journey.hasArrived()) {
          break;
        }
      }
    }
    throw undelivered(failures);
  }

  /** Waits for the receipt of an envelope that arrived over a route; other ways may be open. */
  Optional<byte[]> ask(int route, EnvelopeId id, Duration atMost) throws UndeliveredException {
    try {
      return links.over(route, link -> link.receipt(id, atMost));
    } catch (IOException e) {
      Map<String, IOException> failures = new LinkedHashMap<>();
      note(route, e, failures);
      throw undelivered(failures).ofOnePhoto();
    }
  }

  /** Trusts nothing that was learnt on the network of before. */
  void networkChanged() {
    synchronized (unreachableSince) {
      unreachableSince.clear();
    }
    links.renew();
  }

  @Override
  public void close() {
    links.close();
  }

  private Optional<SenderPairing> pairing() {
    return pairings.find(pairing);
  }

  /** The routes in the order in which to try them, each by its place in the pairing's list. */
  private List<Integer> routes() {
    List<Route> all = pairing().map(SenderPairing::routes).orElse(List.of());
    List<Integer> usable = new ArrayList<>();
    for (Transport transport : transports) {
      for (int route = 0; route < all.size(); route++) {
        if (all.get(route).transport().equals(transport.id())) {
          usable.add(route);
        }
      }
    }
    usable.sort(Comparator.comparing(this::isShunned));
    return usable;
  }

  private boolean isShunned(int route) {
    synchronized (unreachableSince) {
      Long since = unreachableSince.get(route);
      return since != null && timer.nanos() - since < SHUNNED_NANOS;
    }
  }

  private void note(int route, IOException failure, Map<String, IOException> failures) {
    failures.put(pairing().map(p -> p.routes().get(route).transport()).orElse("?"), failure);
    if (failure instanceof UnreachableException) {
      synchronized (unreachableSince) {
        unreachableSince.put(route, timer.nanos());
      }
    }
  }

  private UndeliveredException undelivered(Map<String, IOException> failures) {
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
    Route way = known.routes().get(route);
    Link link = transport(way.transport()).connect(way, known.credential(way.transport()));
    if (!link.route().equals(way)) {
      try {
        pairings.learn(pairing, route, link.route());
      } catch (IOException e) {
        LOG.warn("What was learnt of a route cannot be kept: {}", e.toString());
      }
    }
    synchronized (unreachableSince) {
      unreachableSince.remove(route);
    }
    return link;
  }

  private Transport transport(String id) throws IOException {
    return transports.stream()
        .filter(t -> t.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IOException("there is no transport " + id));
  }
}
