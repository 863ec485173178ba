package nz.co.medimage.console;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.receiver.PairedDevice;

/** The page that one sees first: whether all is well, pairing, photos as they come, phones. */
final class HomePage {
  private final Model model;

  HomePage(Model model) {
    this.model = model;
  }

  Element whole() throws IOException {
    CarePart care = new CarePart(model);
    Element main =
        Element.of("div", "parts")
            .add(
                status(),
                pairing(),
                care.needs(),
                new PhotoList(model).section(),
                devices(),
                care.places());
    model.checks().ifPresent(checks -> main.add(care.health()));
    model.settings().ifPresent(settings -> main.add(new SettingsPage(model).card()));
    return Layout.page(model.texts(), model.text("home.title", model.receiver().name()), main);
  }

  /** One sentence, and what a person should see to. */
  Element status() throws IOException {
    Optional<String> stopped = model.happenings().stoppedBecause();
    List<Happenings.Problem> problems = model.happenings().problems();
    Map<String, String> unavailable = model.happenings().unavailable();
    int phones = model.receiver().pairings().size();
    String state;
    if (stopped.isPresent()) {
      state = model.text("status.stopped");
    } else if (!unavailable.isEmpty()) {
      state = model.text("status.unavailable", String.join(", ", unavailable.keySet()));
    } else if (!problems.isEmpty()) {
      state = model.text("problems.title");
    } else if (phones == 0) {
      state = model.text("status.unpaired");
    } else {
      state = model.text(phones == 1 ? "status.ready.one" : "status.ready", phones);
    }
    boolean isWell = stopped.isEmpty() && unavailable.isEmpty() && problems.isEmpty();
    Element section =
        Element.of("div", isWell ? "status well" : "status trouble")
            .add(Element.of("p", "name").add(model.receiver().name()), Element.of("h1").add(state));
    stopped.ifPresent(why -> section.add(Element.of("p").add(why)));
    unavailable.values().forEach(why -> section.add(Element.of("p").add(why)));
    if (!model.mayChange()) {
      section.add(Element.of("p", "quiet").add(model.text("locked.note")));
    }
    if (!problems.isEmpty()) {
      Element list = Element.of("ul", "problems");
      for (Happenings.Problem each : problems) {
        list.add(
            Element.of("li")
                .add(Element.of("span", "quiet").add(model.texts().time(each.at())))
                .add(" " + each.sentence()));
      }
      section.add(list);
    }
    return Layout.live("status", section);
  }

  private Element titled(String key) {
    return Element.of("div").add(Element.of("h2").add(model.text(key)));
  }

  /** A button that makes a code, or the code. */
  Element pairing() throws IOException {
    Element inside = titled("pairing.title");
    Optional<Offers.Shown> current = model.offers().current();
    if (!model.mayChange()) {
      return Layout.live("pairing", inside.add(Element.of("p").add(model.text("locked.pairing"))));
    }
    if (current.isEmpty()) {
      return Layout.live(
          "pairing",
          inside.add(
              Element.of("p").add(model.text("pairing.why")),
              Layout.button("/pairing", model.text("pairing.make"), "main")));
    }
    Offers.Shown shown = current.get();
    Element words =
        Element.of("div")
            .add(
                Element.of("p").add(model.text("pairing.scan")),
                Element.of("p").add(model.text("pairing.type")),
                Element.of("p", "code").set("id", "code").add(shown.offer().code()),
                Element.of("p")
                    .add(
                        model.text("pairing.until", model.texts().time(shown.offer().validUntil())))
                    .add(" ")
                    .add(
                        Element.of("span", "countdown")
                            .set("role", "timer")
                            .set("aria-live", "off")
                            .set(
                                "data-until",
                                Long.toString(shown.offer().validUntil().toEpochMilli()))));
    for (PairedDevice device : model.receiver().pairings()) {
      if (!device.pairedAt().isBefore(shown.since())) {
        words.add(Element.of("p", "good").add(model.text("pairing.done", device.name())));
      }
    }
    words.add(Layout.button("/pairing/end", model.text("pairing.end"), ""));
    Element offer =
        Element.of("div", "offer").add(QrDrawing.of(shown.link(), model.text("pairing.qr")), words);
    return Layout.live("pairing", inside.add(offer));
  }

  /** The phones that may send. */
  Element devices() throws IOException {
    Element inside = titled("devices.title");
    List<PairedDevice> devices = model.receiver().pairings();
    if (devices.isEmpty()) {
      return Layout.live("devices", inside.add(Element.of("p").add(model.text("devices.none"))));
    }
    Element list = Element.of("ul", "rows");
    for (PairedDevice device : devices) {
      Element row =
          Element.of("li")
              .add(
                  Element.of("strong").add(device.name()),
                  Element.of("span", "quiet")
                      .add(
                          device
                              .lastSeen()
                              .map(at -> model.text("devices.seen", model.texts().time(at)))
                              .orElseGet(
                                  () ->
                                      model.text(
                                          "devices.paired",
                                          model.texts().time(device.pairedAt())))));
      if (model.mayChange()) {
        row.add(
            Element.of("a", "button")
                .set("href", "/devices/" + device.id() + "/end")
                .set("aria-label", model.text("devices.end.of", device.name()))
                .add(model.text("devices.end")));
      }
      list.add(row);
    }
    return Layout.live("devices", inside.add(list));
  }

  /** Asks once more before a phone is shut out. */
  Element end(PairedDevice device) {
    return Layout.page(
        model.texts(),
        model.text("devices.end"),
        Element.of("section", "card")
            .add(
                Element.of("h1").add(model.text("devices.end.ask", device.name())),
                Element.of("p").add(model.text("devices.end.what")),
                Layout.button(
                    "/devices/" + device.id() + "/end",
                    model.text("devices.end.yes", device.name()),
                    "danger"),
                Element.of("a", "button").set("href", "/").add(model.text("back"))));
  }
}
