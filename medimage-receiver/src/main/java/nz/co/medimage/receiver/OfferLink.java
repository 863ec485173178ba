package nz.co.medimage.receiver;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.crypto.PairingCode;
import nz.co.medimage.crypto.PairingUri;
import nz.co.medimage.runtime.BareTrace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pairing links of offers: {@code spec/pairing-v1.md}, section "Link". */
final class OfferLink {
  private static final Logger LOG = LoggerFactory.getLogger(OfferLink.class);

  /** A link can carry more, but its QR should stay small enough for a terminal. */
  private static final int MOST_ADDRESSES = 4;

  /** Where a relay serves the page for phones. */
  private static final String PAGE = "/p";

  private final SafeEvents events;

  /** Tells of listeners that fail. */
  OfferLink(SafeEvents events) {
    this.events = events;
  }

  /**
   * Makes one without a page: whoever serves a page could read photos, so a person names it.
   *
   * @param open the listeners over which the offer is open
   */
  PairingUri of(PairingCode code, List<Listener> open) {
    List<String> usable = PairingUri.of(code, mixed(open)).addresses();
    return PairingUri.of(code, usable.subList(0, Math.min(MOST_ADDRESSES, usable.size())));
  }

  /** The page that the first relay in a link serves, if its operator wants it. */
  static Optional<URI> relayPage(PairingUri link) {
    return link.addresses().stream()
        .filter(address -> address.contains("://"))
        .findFirst()
        .map(relay -> URI.create(relay + PAGE));
  }

  /** The best address of each listener first, so that many of one do not crowd out a relay. */
  private List<String> mixed(List<Listener> open) {
    List<List<String>> all = open.stream().map(this::addresses).toList();
    List<String> mixed = new ArrayList<>();
    int longest = all.stream().mapToInt(List::size).max().orElse(0);
    for (int place = 0; place < longest; place++) {
      for (List<String> own : all) {
        if (place < own.size()) {
          mixed.add(own.get(place));
        }
      }
    }
    return mixed;
  }

  /** Those that a listener tells; a faulty one costs the link its own addresses alone. */
  private List<String> addresses(Listener listener) {
    try {
      List<String> told = listener.addresses();
      return List.copyOf(told);
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("{} does not tell its addresses", listener.id(), new BareTrace(e));
      events.problem(
          listener.id()
              + " does not tell its addresses, so the pairing link lacks them; phones can still"
              + " search for this receiver.");
      return List.of();
    }
  }
}
