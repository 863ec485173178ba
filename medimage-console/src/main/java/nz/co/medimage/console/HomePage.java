package nz.co.medimage.console;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.receiver.PairedDevice;

/** The page that one sees first: whether all is well, pairing, photos as they come, phones. */
final class HomePage {
  /** What changes while the page is open. */
  static final List<String> PARTS =
      List.of("status", "pairing", "needs", "devices", "phones", "places", "relays");

  private final Model model;

  HomePage(Model model) {
    this.model = model;
  }

  /**
   * All of it.
   *
   * @param query which photos it lists
   */
  Element whole(PhotoQuery query) throws IOException {
    // Before anything is looked at: what changes meanwhile, its stream of events tells it.
    String position = model.live().position();
    Element main =
        Element.of("div", "parts")
            .set("data-after", position)
            .add(
                part("status"),
                part("pairing"),
                part("needs"),
                new PhotoList(model, query).section(),
                part("devices"),
                part("places"),
                part("relays"));
    model.checks().ifPresent(checks -> main.add(new CarePart(model).health()));
    model.settings().ifPresent(settings -> main.add(new SettingsPage(model).card()));
    main.add(SignOut.card(model));
    return Layout.page(model.texts(), model.text("home.title", model.receiver().name()), main);
  }

  private Element part(String name) throws IOException {
    return part(name, "").orElseThrow();
  }

  /**
   * A part by its name.
   *
   * @param have the version that the page has; empty if it has none
   * @return empty if the page has it, or there is no such part
   */
  Optional<Element> part(String name, String have) throws IOException {
    Optional<Parts.Making> making = making(name);
    if (making.isEmpty()) {
      return Optional.empty();
    }
    Parts.Made made = model.parts().get(name, making.get());
    return made.version().equals(have) ? Optional.empty() : made.element();
  }

  /** Whether there is such a part. */
  boolean has(String name) {
    return making(name).isPresent();
  }

  private Optional<Parts.Making> making(String name) {
    CarePart care = new CarePart(model);
    return Optional.ofNullable(
        switch (name) {
          case "status" -> () -> Optional.of(new StatusPart(model).element());
          case "pairing" -> () -> Optional.of(new PairingPart(model).element());
          case "devices" -> () -> Optional.of(devices());
          case "phones" -> () -> Optional.of(new FindForm(model, PhotoQuery.ALL).phones());
          case "needs" -> () -> Optional.of(care.needs());
          case "relays" -> () -> Optional.of(care.relays());
          case "places" -> () -> Optional.of(care.places());
          default -> null;
        });
  }

  /** The phones that may send. */
  Element devices() throws IOException {
    Element inside = Layout.titled(model.text("devices.title"));
    List<PairedDevice> devices = model.receiver().pairings();
    if (devices.isEmpty()) {
      return Layout.live("devices", inside.add(Element.of("p").add(model.text("devices.none"))));
    }
    Element list = Element.of("ul", "rows");
    for (PairedDevice device : devices) {
      Element row =
          Element.of("li")
              .set("id", "device-" + device.id())
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
