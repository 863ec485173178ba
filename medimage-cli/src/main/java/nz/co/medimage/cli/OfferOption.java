package nz.co.medimage.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import nz.co.medimage.receiver.PairingOffer;
import nz.co.medimage.receiver.Receiver;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a receiver offers pairing when it starts, and how the offer is shown. */
final class OfferOption {
  private static final DateTimeFormatter CLOCK_TIME =
      DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneId.systemDefault());

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
      names = "--phone-page",
      paramLabel = "URL",
      description = {
        "The page for phones that the link of --pair opens, such as https://photos.example/",
        "Default: that of the relay, its URL and /p; without a relay the link opens no page."
      })
  private @Nullable String page;

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
    if (page != null) {
      boolean isUrl = page.startsWith("https://") || page.startsWith("http://");
      try {
        if (isUrl && new URI(page).getHost() != null) {
          return;
        }
      } catch (URISyntaxException e) {
        // said below
      }
      throw new BadInputException(
          "--phone-page takes the URL of a page such as https://photos.example/, not " + page);
    }
  }

  /**
   * Opens an offer and shows it, if it is wanted.
   *
   * @throws BadInputException with a sentence if phones cannot open the page
   */
  void show(Receiver receiver, Output output) {
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

  private String link(PairingOffer offer) {
    try {
      return page == null ? offer.link() : offer.link(URI.create(page));
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--phone-page " + page + ": " + e.getMessage());
    }
  }
}
