package nz.co.medimage.console;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.receiver.PairedDevice;
import nz.co.medimage.receiver.PairingOffer;

/** Pairs a phone: a button that makes a code, or the code as a QR, in letters and as a link. */
final class PairingPart {
  private static final String LINK = "pairing-link";

  private final Model model;

  PairingPart(Model model) {
    this.model = model;
  }

  Element element() throws IOException {
    Element inside = Layout.titled(model.text("pairing.title"));
    Optional<Offers.Shown> current = model.offers().current();
    if (!model.mayChange()) {
      inside.add(Element.of("p").add(model.text("locked.pairing")));
    } else if (current.isEmpty()) {
      inside.add(
          Element.of("p").add(model.text("pairing.why")),
          Layout.button("/pairing", model.text("pairing.make"), "main"));
    } else {
      inside.add(
          Element.of("div", "offer")
              .add(
                  QrDrawing.of(current.get().link(), model.text("pairing.qr")),
                  words(current.get())));
    }
    return Layout.live("pairing", inside);
  }

  private Element words(Offers.Shown shown) throws IOException {
    String scan = shown.opensPage() ? "pairing.scan" : "pairing.scan.app";
    Element words =
        Element.of("div")
            .add(
                Element.of("p").add(model.text(scan)),
                Element.of("p").add(model.text("pairing.type")),
                Element.of("p", "code").set("id", "code").add(shown.offer().code()),
                validity(shown.offer()))
            .addAll(link(shown.link()));
    for (PairedDevice device : model.receiver().pairings()) {
      if (!device.pairedAt().isBefore(shown.since())) {
        words.add(Element.of("p", "good").add(model.text("pairing.done", device.name())));
      }
    }
    return words.add(Layout.button("/pairing/end", model.text("pairing.end"), ""));
  }

  private Element validity(PairingOffer offer) {
    return Element.of("p")
        .add(model.text("pairing.until", model.texts().time(offer.validUntil())))
        .add(" ")
        .add(
            Element.of("span", "countdown")
                .set("role", "timer")
                .set("aria-live", "off")
                .set("data-until", Long.toString(offer.validUntil().toEpochMilli())));
  }

  private List<Element> link(String link) {
    return List.of(
        Element.of("label")
            .add(
                Element.of("span").add(model.text("pairing.link")),
                Element.of("input").set("id", LINK).set("readonly", "").set("value", link)),
        Element.of("p")
            .add(
                Element.of("button")
                    .set("type", "button")
                    .set("data-copy", LINK)
                    .set("data-done", model.text("pairing.copied"))
                    .add(model.text("pairing.copy")),
                Element.of("span", "quiet").set("id", LINK + "-copied").set("role", "status")));
  }
}
