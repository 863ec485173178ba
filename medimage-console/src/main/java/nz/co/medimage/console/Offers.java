package nz.co.medimage.console;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import nz.co.medimage.receiver.PairingOffer;
import nz.co.medimage.receiver.Receiver;
import org.jspecify.annotations.Nullable;

/** The pairing offer that the page shows: one at a time. */
final class Offers {
  private final Clock clock;
  private @Nullable Shown shown;

  Offers(Clock clock) {
    this.clock = clock;
  }

  /**
   * An offer that is open.
   *
   * @param link made once, as it looks at the network cards
   */
  record Shown(PairingOffer offer, String link, Instant since) {}

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
      shown = new Shown(offer, offer.link(), since);
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
