package nz.co.medimage.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.sender.OutboxEntry;
import nz.co.medimage.sender.PairedReceiver;
import nz.co.medimage.sender.RouteProbe;
import nz.co.medimage.sender.SenderHome;

/** Looks at what a sender's home holds, and at the routes to its receivers. */
final class SenderChecks {
  private static final String PAIRINGS = "pairings";
  private static final String OUTBOX = "outbox";

  /** A search of the local network takes some seconds. */
  private static final Duration FOR_ROUTES = Duration.ofSeconds(8);

  private final SenderHome home;

  SenderChecks(SenderHome home) {
    this.home = home;
  }

  List<Check> pairings() throws IOException {
    List<Check> checks = new ArrayList<>();
    home.problems().forEach(problem -> checks.add(Check.mend("home", problem)));
    List<PairedReceiver> paired = home.pairings();
    String names = paired.stream().map(PairedReceiver::name).collect(Collectors.joining(", "));
    checks.add(
        paired.isEmpty()
            ? Check.mend(
                PAIRINGS, "this sender is paired with no receiver; 'receive --pair' shows a code")
            : Check.ok(PAIRINGS, "paired with " + names));
    return checks;
  }

  List<Check> outbox(List<Transport> transports) throws IOException {
    List<Check> checks = new ArrayList<>();
    int waiting = 0;
    for (OutboxEntry entry : home.outbox(transports, FOR_ROUTES)) {
      State state = entry.status().state();
      if (state == State.UNPAIRED) {
        checks.add(Check.mend(OUTBOX, stuck(entry)));
      } else if (state == State.DAMAGED) {
        checks.add(Check.ok(OUTBOX, "it is over with " + entry.id() + ": " + detail(entry)));
      }
      waiting += state.isFinal() ? 0 : 1;
    }
    checks.add(
        Check.ok(
            OUTBOX,
            waiting == 0
                ? "nothing waits"
                : waiting + " waiting; 'medimage outbox' tries and lists them"));
    return checks;
  }

  private static String stuck(OutboxEntry entry) {
    return entry.id()
        + " for "
        + entry.to()
        + " cannot leave any more: "
        + detail(entry)
        + " Give its FILE to 'send --again', or withdraw it with 'outbox --drop "
        + entry.id()
        + "'.";
  }

  private static String detail(OutboxEntry entry) {
    return entry.status().detail();
  }

  List<Check> routes(List<Transport> transports) throws IOException {
    List<RouteProbe> probes = home.probe(transports, FOR_ROUTES);
    List<Check> checks =
        probes.stream().map(probe -> check(probe, probes)).collect(Collectors.toList());
    RouteProbe.clockProblem(probes)
        .ifPresent(sentence -> checks.add(Check.mend("clocks", sentence)));
    return checks;
  }

  private static Check check(RouteProbe probe, List<RouteProbe> all) {
    String name = "route to " + probe.receiver() + " by " + probe.transport();
    if (!probe.fault().isPresent()) {
      return Check.ok(name, "it can be reached");
    }
    IOException fault = probe.fault().get();
    String why = Errors.sentence(fault);
    if (fault instanceof NotPairedException && !probe.isStoreAndForward()) {
      return Check.mend(name, sentence(why) + " Pair with it by a new code.");
    }
    boolean other =
        all.stream().anyMatch(p -> p.receiver().equals(probe.receiver()) && !p.fault().isPresent());
    if (other && !probe.isStoreAndForward()) {
      return Check.ok(name, "not from here and now: " + why + "; another route works");
    }
    return Check.mend(name, (sentence(why) + " " + advice(probe, fault)).strip());
  }

  private static String advice(RouteProbe probe, IOException fault) {
    if (!probe.isStoreAndForward()) {
      return "See whether the receiver runs, and is on this network.";
    }
    if (!Errors.sentence(fault).endsWith(" does not answer")
        && !(fault instanceof NotPairedException)) {
      return "";
    }
    // One that lost what it had learns of the pairing when the receiver comes.
    return fault instanceof NotPairedException
        ? "See whether the receiver runs and reaches the relay; if it does, a new code helps."
        : "See whether this device is online and the relay runs.";
  }

  private static String sentence(String why) {
    return why.endsWith(".") ? why : why + ".";
  }
}
