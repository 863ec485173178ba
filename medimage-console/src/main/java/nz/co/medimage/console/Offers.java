package nz.co.medimage.console;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import nz.co.medimage.receiver.PairingOffer;
import nz.co.medimage.receiver.Receiver;
import org.jspecify.annotations.Nullable;

/** The pairing offer that the page shows: one at a time. */
final class Offers {
  private final Clock clock;
  private final Function<PairingOffer, String> link;
  private @Nullable Shown shown;

  /**
   * Makes it without an offer.
   *
   * @param link which link the QR of an offer has
   */
  Offers(Clock clock, Function<PairingOffer, String> link) {
    this.clock = clock;
    this.link = link;
  }

  /**
   * An offer that is open.
   *
   * @param link made once, as it looks at the network cards
   */
  record Shown(PairingOffer offer, String link, Instant since) {

    /** Whether a phone without an app can follow the link. */
    boolean opensPage() {
      return link.startsWith("http");
    }
  }

  /** The one that is open now. */
  synchronized Optional<Shown> current() {
    return Optional.ofNullable(shown).filter(each -> each.offer().isOpen());
  }

  /**
   * Opens one, unless one is open.
   *
   * @throws IllegalStateException with one sentence if the receiver has none to give
   */
  synchronized void open(Receiver receiver) {
    if (current().isEmpty()) {
      Instant since = clock.instant();
      PairingOffer offer = receiver.offerPairing();
      shown = new Shown(offer, link.apply(offer), since);
    }
  }

  /** Takes it back. */
  synchronized void end() {
    if (shown != null) {
      shown.offer().close();
      shown = null;
    }
  }
}
