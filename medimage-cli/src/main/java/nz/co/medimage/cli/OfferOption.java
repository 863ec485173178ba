package nz.co.medimage.cli;

import java.net.URI;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import nz.co.medimage.crypto.PairingUri;
import nz.co.medimage.receiver.PairingOffer;
import nz.co.medimage.receiver.Receiver;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a receiver offers pairing when it starts, and how the offer is shown. */
final class OfferOption {
  private static final DateTimeFormatter CLOCK_TIME =
      DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneId.systemDefault());
  private static final String OF_THE_RELAY = "relay";

  @Option(
      names = "--pair",
      description = {
        "Show a code with which phones can pair for an hour, and the same as a link and, on a",
        "terminal, as a QR."
      })
  private boolean pair;

  @Option(
      names = "--qr",
      description = "Show the QR of --pair also where this is no terminal. Default: on a terminal.")
  private boolean qr;

  @Option(
      names = "--link-page",
      paramLabel = "URL|relay",
      description = {
        "The page for phones without an app that a pairing link opens, on the page for this PC too,",
        "such as https://photos.example/p, or the word relay for that of the relay, its URL and /p.",
        "Who serves the page could read the photos sent by it. Default: the link opens no page."
      })
  private @Nullable String page;

  /** The page that the option names by its URL. */
  private Optional<URI> named = Optional.empty();

  /** An offer that is shown as usual. */
  static OfferOption given() {
    OfferOption option = new OfferOption();
    option.pair = true;
    return option;
  }

  /**
   * Checks them before anything starts.
   *
   * @throws BadInputException with a sentence
   */
  void check() {
    if (qr && !pair) {
      throw new BadInputException(
          "--qr shows what --pair offers, which is not given: give both, or neither");
    }
    if (page != null && !isOfTheRelay()) {
      try {
        named = Optional.of(URI.create(PairingUri.checkPage(page)));
      } catch (IllegalArgumentException e) {
        throw new BadInputException(
            "--link-page takes the word relay or the URL of a page, not '"
                + page
                + "': "
                + e.getMessage());
      }
    }
  }

  private boolean isOfTheRelay() {
    return OF_THE_RELAY.equals(page);
  }

  /** The link of an offer, which opens the page that is named, if one is. */
  String link(PairingOffer offer) {
    Optional<URI> opened = isOfTheRelay() ? offer.relayPage() : named;
    return opened.isPresent() ? offer.link(opened.get()) : offer.link();
  }

  /** Opens an offer and shows it, if it is wanted. */
  void show(Receiver receiver, boolean hasRelay, Output output) {
    if (isOfTheRelay() && !hasRelay) {
      output.warning(
          "--link-page relay: this receiver has no relay, so the pairing link opens no page");
    }
    if (!pair) {
      return;
    }
    PairingOffer offer;
    try {
      offer = receiver.offerPairing();
    } catch (IllegalStateException e) {
      return; // It has stopped by itself already, and says why; else there are no offers yet.
    }
    String link = link(offer);
    output.line(
        "Pairing code: "
            + offer.code()
            + " (valid until "
            + CLOCK_TIME.format(offer.validUntil())
            + ")",
        "pairing-code",
        "code",
        offer.code(),
        "validUntil",
        offer.validUntil(),
        "link",
        link);
    output.hint("Pairing link: " + link);
    if (qr || output.interactive()) {
      TerminalQr.of(link).lines().forEach(output::hint);
    }
  }
}
