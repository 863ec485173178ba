package nz.co.medimage.receiver;

import java.util.ArrayList;
import java.util.List;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.crypto.PairingCode;
import nz.co.medimage.crypto.PairingUri;

/** The pairing link of an offer: {@code spec/pairing-v1.md}, section "Link". */
final class OfferLink {
  /** A link can carry more, but its QR should stay small enough for a terminal. */
  private static final int MOST_ADDRESSES = 4;

  /** Where a relay serves the page for phones. */
  private static final String PAGE = "/p";

  private OfferLink() {}

  /**
   * Makes it without a page.
   *
   * @param open the listeners over which the offer is open
   */
  static PairingUri of(PairingCode code, List<Listener> open) {
    List<String> usable = PairingUri.of(code, mixed(open)).addresses();
    return PairingUri.of(code, usable.subList(0, Math.min(MOST_ADDRESSES, usable.size())));
  }

  /** Adds the page that the first relay in it may serve. */
  static PairingUri withRelayPage(PairingUri link) {
    return link.addresses().stream()
        .filter(address -> address.contains("://"))
        .findFirst()
        .map(relay -> link.withPage(relay + PAGE))
        .orElse(link);
  }

  /** The best address of each listener first, so that many of one do not crowd out a relay. */
  private static List<String> mixed(List<Listener> open) {
    List<List<String>> all = open.stream().map(Listener::addresses).toList();
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
}
