package nz.co.medimage.receiver;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * An invitation to pair: up to 50 devices may pair with its code, until the offer expires, is
 * closed or is ended by wrong guesses. The fifth wrong guess over one route ends it for that route
 * alone. It ends when the receiver closes, and is not there after a restart.
 *
 * <p>Safe for use by several threads.
 */
public interface PairingOffer extends AutoCloseable {

  /** What people type at the sender, such as {@code 7-QXKD}. A secret while the offer is open. */
  String code();

  /**
   * The code together with the receiver's current addresses as one link, which a sender takes in
   * place of the code and a phone with an app scans as a QR. It begins with {@code medimage:} and
   * opens no page. It has at most 1,000 characters, all ASCII. A secret while the offer is open,
   * like the code; once the offer has ended, nobody can pair by it. Looks at the network cards, so
   * it can take a second.
   *
   * <p>Source: {@code spec/pairing-v1.md}, section "Link".
   */
  String link();

  /**
   * Does what {@link #link()} does, for phones without an app: the link opens a page that pairs and
   * sends. Whoever serves the page can read the photos that phones send by it.
   *
   * @param page the URL at which the page opens, such as {@code https://photos.example/p}, of at
   *     most 500 characters; plain {@code http} only for this machine
   * @throws IllegalArgumentException with one sentence if it is not such a URL
   */
  String link(URI page);

  /**
   * Where the first relay of this receiver serves the page for phones, if its operator wants that;
   * nobody asks it. It is for {@link #link(URI)}, if people here trust that relay with photos.
   * Takes as long as {@link #link()}.
   *
   * @return such as {@code https://relay.example/p}; empty if the offer is open over no relay
   */
  Optional<URI> relayPage();

  /**
   * When the offer expires, by the receiver's clock at the time when it was made. If the clock is
   * set meanwhile, the offer stays open for the same length of time.
   */
  Instant validUntil();

  /** Whether a device can still pair with it over any route. */
  boolean isOpen();

  /** Takes the offer back. Devices that have paired stay paired. Repeating it has no effect. */
  @Override
  void close();
}
