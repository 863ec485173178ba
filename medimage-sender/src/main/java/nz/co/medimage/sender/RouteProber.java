package nz.co.medimage.sender;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.crypto.SenderPairing;
import nz.co.medimage.runtime.DaemonThreads;

/** Connects over routes, each on a thread of its own, and hangs up again. */
final class RouteProber {
  private final List<Transport> transports;

  RouteProber(List<Transport> transports) {
    this.transports = List.copyOf(transports);
  }

  /** What came of a try: a fault, or else a difference if it was told. */
  private record Outcome(Optional<IOException> fault, Optional<Duration> clockDifference) {
    static Outcome of(IOException fault) {
      return new Outcome(Optional.of(fault), Optional.empty());
    }
  }

  /** One route that is being tried. */
  private record Trial(SenderPairing pairing, Route route, FutureTask<Outcome> outcome) {
    String receiver() {
      return pairing.receiverName();
    }
  }

  List<RouteProbe> probe(Pairings pairings, Duration atMost) throws IOException {
    long end = System.nanoTime() + atMost.toNanos();
    List<Trial> trials = new ArrayList<>();
    for (PairedReceiver receiver : pairings.list()) {
      pairings.find(receiver.id()).ifPresent(pairing -> trials.addAll(start(pairing)));
    }
    List<RouteProbe> probes = new ArrayList<>();
    for (Trial trial : trials) {
      String id = trial.route().transport();
      boolean toRelay = transport(id).map(Transport::isStoreAndForward).orElse(false);
      Outcome outcome = await(trial.outcome(), end);
      probes.add(
          new RouteProbe(
              trial.receiver(), id, toRelay, outcome.fault(), outcome.clockDifference()));
    }
    return probes;
  }

  /** Those of some pairings of which the receiver itself says that they have ended. */
  Set<PairingId> ended(List<SenderPairing> pairings, Duration atMost) throws IOException {
    long end = System.nanoTime() + atMost.toNanos();
    List<Trial> trials = new ArrayList<>();
    for (SenderPairing pairing : pairings) {
      pairing.routes().stream()
          .filter(
              route -> transport(route.transport()).filter(t -> !t.isStoreAndForward()).isPresent())
          .forEach(route -> trials.add(start(pairing, route)));
    }
    Set<PairingId> ended = new HashSet<>();
    for (Trial trial : trials) {
      Optional<IOException> fault = await(trial.outcome(), end).fault();
      if (fault.isPresent() && fault.get() instanceof NotPairedException) {
        ended.add(trial.pairing().id());
      }
    }
    return ended;
  }

  private Optional<Transport> transport(String id) {
    return transports.stream().filter(t -> t.id().equals(id)).findFirst();
  }

  private List<Trial> start(SenderPairing pairing) {
    return pairing.routes().stream()
        .map(route -> start(pairing, route))
        .collect(Collectors.toList());
  }

  private Trial start(SenderPairing pairing, Route route) {
    FutureTask<Outcome> outcome = new FutureTask<>(() -> connect(pairing, route));
    var unused = DaemonThreads.start("probe", outcome);
    return new Trial(pairing, route, outcome);
  }

  private Outcome connect(SenderPairing pairing, Route route) {
    String id = route.transport();
    Optional<Transport> transport = transport(id);
    if (!transport.isPresent()) {
      return Outcome.of(new IOException("This program has no transport '" + id + "'"));
    }
    try (Link link = transport.get().connect(route, pairing.credential(id))) {
      return new Outcome(Optional.empty(), link.clockDifference());
    } catch (IOException e) {
      return Outcome.of(e);
    }
  }

  private static Outcome await(FutureTask<Outcome> outcome, long end) throws IOException {
    try {
      return outcome.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return Outcome.of(new IOException("There is no answer in time"));
    } catch (ExecutionException e) {
      throw new IllegalStateException("a transport failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
