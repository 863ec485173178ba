package nz.co.medimage.sender;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.crypto.SenderPairing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings envelopes of one pairing over the first of its routes that opens, raced as RFC 8305 races
 * addresses: each has a head start over the next.
 */
final class RouteSelector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RouteSelector.class);

  /** How long an upload that is complete waits for its receipt before it gives up its place. */
  private static final Duration FIRST_WAIT = Duration.ofSeconds(2);

  private final List<Transport> transports;
  private final Pairings pairings;
  private final PairingId pairing;
  private final ClockDifferences clocks;
  private final LinkPool links;

  /**
   * Makes one.
   *
   * @param nearer is told whenever a route to the receiver itself has opened, on any thread
   */
  RouteSelector(
      List<Transport> transports,
      Pairings pairings,
      PairingId pairing,
      ClockDifferences clocks,
      Executor threads,
      RetryClock retryClock,
      Runnable nearer) {
    this.transports = transports;
    this.pairings = pairings;
    this.pairing = pairing;
    this.clocks = clocks;
    this.links = new LinkPool(this::connect, nearer, threads, retryClock);
  }

  /**
   * Uploads an envelope and waits a little for its receipt. One that lies at a relay continues to
   * the receiver if that can be reached, and is asked for at the relay if not.
   *
   * @return the sealed receipt, or nothing if there is none yet
   * @throws UndeliveredException if no route brought it there
   */
  Optional<byte[]> carry(UploadProgress progress) throws UndeliveredException {
    return carry(race(progress), progress);
  }

  /** Does what {@link #carry} does, after an upload over one of the routes failed. */
  Optional<byte[]> carryOn(Failure before, UploadProgress progress) throws UndeliveredException {
    Race race = race(progress);
    failed(race, before, progress);
    return carry(race, progress);
  }

  private Optional<byte[]> carry(Race first, UploadProgress progress) throws UndeliveredException {
    Race race = first;
    while (true) {
      try {
        return run(race, progress);
      } catch (BrokenOffException e) {
        LOG.debug("{} looks for a better route", progress.id());
      } catch (IOException e) {
        throw new UndeliveredException("It was broken off (" + e.getMessage() + ").", false);
      }
      if (race.isOn()) {
        race.resume();
      } else {
        race = race(progress);
      }
    }
  }

  private Race race(UploadProgress progress) {
    int network = links.outlook().network();
    return new Race(links, network, routes(progress.relay()), progress.relay());
  }

  private Optional<byte[]> run(Race race, UploadProgress progress)
      throws UndeliveredException, IOException {
    Optional<LinkPool.Shared> next = race.next();
    while (next.isPresent()) {
      LinkPool.Shared link = next.get();
      try {
        return over(link, progress);
      } catch (BrokenOffException e) {
        throw e;
      } catch (IOException e) {
        failed(race, new Failure(link.route(), e), progress);
      }
      next = race.next();
    }
    UndeliveredException undelivered = undelivered(race.failures());
    throw race.lostAtRelay() ? undelivered.withLossAtRelay() : undelivered;
  }

  private static void failed(Race race, Failure failure, UploadProgress progress) {
    race.failed(failure.route(), failure.why());
    if (progress.hasArrivedAtReceiver()) {
      race.keepTo(failure.route());
    }
  }

  private Optional<byte[]> over(LinkPool.Shared shared, UploadProgress progress)
      throws IOException {
    RouteRef route = shared.route();
    return links.over(
        shared,
        link -> {
          if (isAt(progress.relay(), route)) {
            Optional<byte[]> receipt = link.receipt(progress.id(), Duration.ZERO);
            progress.arrived(route);
            return receipt;
          }
          link.upload(progress.setOut(route), progress);
          return firstReceipt(link, route, progress);
        });
  }

  private Optional<byte[]> firstReceipt(Link link, RouteRef route, UploadProgress progress)
      throws IOException {
    progress.arrived(route);
    compareClocks(link, route.isStoreAndForward());
    // What a relay holds may lie there for days: its place goes to the next one.
    return route.countsAsRelay() ? Optional.empty() : link.receipt(progress.id(), FIRST_WAIT);
  }

  /** The route that a new photo takes first, if it leads to the receiver itself. */
  Optional<RouteRef> shortest() {
    return routes(Optional.empty()).stream().findFirst().filter(route -> !route.countsAsRelay());
  }

  /** Begins to open a route, so that it is open once a photo has been sealed. */
  void prepare(RouteRef route) {
    links.prepare(route);
  }

  /** The link of a route if it is open now; {@link #upload} must follow. */
  Optional<LinkPool.Shared> ifOpen(RouteRef route) {
    return links.ifOpen(route);
  }

  /** Uploads an envelope over an open link and waits a little for its receipt. */
  Optional<byte[]> upload(EarlyUpload early) throws IOException {
    return links.over(
        early.link(),
        link -> {
          link.upload(early.envelope(), early);
          // Of what is too large for it the other end wants no more than the head.
          early.envelope().awaitRelease();
          return firstReceipt(link, early.link().route(), early.progress());
        });
  }

  private static boolean isAt(Optional<RouteRef> relay, RouteRef route) {
    return relay.equals(Optional.of(route));
  }

  /**
   * Waits for the receipt of an envelope at the end of the route that it has gone; other routes may
   * be open.
   *
   * @param plannedFor what {@link #outlook} said when this was planned
   * @return nothing if there is none yet, or if there may be a better route now
   */
  Optional<byte[]> ask(Outlook plannedFor, RouteRef route, EnvelopeId id, Duration atMost)
      throws UndeliveredException {
    try {
      return ask(
          plannedFor,
          route,
          link -> {
            Optional<byte[]> receipt = link.receipt(id, atMost);
            compareClocks(link, route.isStoreAndForward());
            return receipt;
          });
    } catch (BrokenOffException e) {
      return Optional.empty();
    } catch (IOException e) {
      Failure failure = new Failure(route, e);
      UndeliveredException undelivered = undelivered(List.of(failure)).ofOnePhoto();
      throw route.countsAsRelay() && failure.isLoss() ? undelivered.withLossAtRelay() : undelivered;
    }
  }

  private <T> T ask(Outlook plannedFor, RouteRef route, LinkPool.Use<T> question)
      throws IOException {
    try {
      return links.over(links.only(plannedFor, route), question);
    } catch (StaleException e) {
      return links.over(links.only(plannedFor, route), question);
    }
  }

  /** What plans are based on now. */
  Outlook outlook() {
    return links.outlook();
  }

  /**
   * Trusts no link over the network of before, and breaks off what takes its time at a relay: there
   * may be a better route now.
   */
  void renewLinks() {
    links.renew();
  }

  /** Breaks off what is done at relays, since there is a better route now. */
  void leaveRelays() {
    links.leaveRelays();
  }

  @Override
  public void close() {
    links.close();
  }

  private Optional<SenderPairing> pairing() {
    return pairings.find(pairing);
  }

  /** The routes that transports take, in the order in which these were given. */
  private List<RouteRef> routes() {
    List<Route> own = pairing().map(SenderPairing::routes).orElse(List.of());
    List<Route> all = pairings.routes(pairing);
    List<RouteRef> routes = new ArrayList<>();
    for (Transport transport : transports) {
      for (int i = 0; i < all.size(); i++) {
        boolean lent = i >= own.size();
        if (all.get(i).transport().equals(transport.id()) && !(lent && own.contains(all.get(i)))) {
          routes.add(new RouteRef(i, transport.id(), transport.isStoreAndForward(), lent));
        }
      }
    }
    return routes;
  }

  /** The routes in the order in which to try them; no second relay while one has it. */
  private List<RouteRef> routes(Optional<RouteRef> relay) {
    List<RouteRef> routes = routes();
    routes.sort(
        Comparator.comparing(RouteRef::lent)
            .thenComparing(
                route -> relay.isPresent() && route.countsAsRelay() && !isAt(relay, route)));
    return routes;
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

  private Link connect(RouteRef chosen, Transport.Attempt attempt) throws IOException {
    SenderPairing known =
        pairing().orElseThrow(() -> new IOException("the pairing has been forgotten"));
    List<Route> routes = pairings.routes(pairing);
    if (chosen.index() >= routes.size()) {
      throw new IOException("this route was given up");
    }
    Route route = routes.get(chosen.index());
    Transport transport = transport(chosen.transport());
    Link link = transport.connect(route, known.credential(chosen.transport()), attempt);
    compareClocks(link, transport.isStoreAndForward());
    if (!link.route().equals(route)) {
      try {
        pairings.learn(pairing, route, link.route());
      } catch (IOException e) {
        LOG.warn("What was learnt of a route cannot be kept: {}", e.toString());
      }
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
