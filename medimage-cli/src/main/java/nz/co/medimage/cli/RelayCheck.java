package nz.co.medimage.cli;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.runtime.ClockDifference;
import nz.co.medimage.transport.relay.RelayListener;
import nz.co.medimage.transport.relay.RelayTransport;

/** Looks at a relay from this machine, the way that photos would take, and compares the clocks. */
final class RelayCheck {
  private static final String NAME = "relay";

  private final RelayTransport transport;
  private final Clock clock;

  RelayCheck(RelayTransport transport, Clock clock) {
    this.transport = transport;
    this.clock = clock;
  }

  List<Check> look(String url) {
    List<Check> checks = new ArrayList<>();
    try {
      Optional<Instant> time = transport.health(url);
      checks.add(Check.ok(NAME, url + " can be reached and is working"));
      time.ifPresent(there -> checks.add(compare(there)));
    } catch (IllegalArgumentException e) {
      checks.add(Check.mend(NAME, Errors.sentence(e)));
    } catch (IOException e) {
      checks.add(Check.mend(NAME, Errors.sentence(e) + advice(e)));
    }
    return checks;
  }

  /** Whether the relay lets a receiver collect that does not run; nothing if it does not answer. */
  List<Check> look(String url, RelayListener listener, Secrets secrets) {
    List<Check> checks = look(url);
    if (checks.get(0).ok()) {
      try {
        listener.tryToCollect(secrets);
        checks.add(Check.ok("mailbox", "this receiver may collect there"));
      } catch (IOException e) {
        checks.add(Check.mend("mailbox", Errors.sentence(e)));
      }
    }
    return checks;
  }

  private Check compare(Instant there) {
    ClockDifference relays = new ClockDifference(Duration.between(clock.instant(), there));
    return relays.isTolerable()
        ? Check.ok("relay's clock", "this computer's clock agrees with it")
        : Check.mend(
            "relay's clock",
            "this computer's clock is "
                + relays.about()
                + (relays.isAhead() ? " behind" : " ahead of")
                + " the relay's; set the one that is wrong");
  }

  /** Of one that is silent nobody knows why; else the sentence says it. */
  private static String advice(IOException e) {
    return Errors.sentence(e).endsWith(" does not answer")
        ? "; see whether this computer is online, whether it needs --proxy, and whether the relay"
            + " runs"
        : "";
  }
}
