package nz.co.medimage.console;

import java.io.IOException;
import nz.co.medimage.receiver.PairedDevice;

/** What a person fills in to see some of the photos only. */
final class FindForm {
  private final Model model;
  private final PhotoQuery query;

  FindForm(Model model, PhotoQuery query) {
    this.model = model;
    this.query = query;
  }

  Element element() throws IOException {
    Element show = Element.of("select").set("name", "show");
    for (PhotoQuery.Show each : PhotoQuery.Show.values()) {
      show.add(option(each.key(), model.text("find." + each.key()), each == query.show()));
    }
    return Element.of("form", "find")
        .set("id", "find")
        .set("method", "post")
        .set("action", "/")
        .set("role", "search")
        // A page that is come back to shows all, as its form must then say too.
        .set("autocomplete", "off")
        .add(
            labelled("find.show", show),
            labelled("find.phone", phones()),
            labelled(
                "find.text",
                Element.of("input")
                    .set("type", "search")
                    .set("name", "text")
                    .set("value", query.text())
                    .set("maxlength", "100")
                    .set("autocomplete", "off")),
            Element.of("button").add(model.text("find.do")));
  }

  private Element labelled(String key, Element field) {
    return Element.of("label").add(Element.of("span").add(model.text(key)), field);
  }

  /** Those that are paired now. */
  Element phones() throws IOException {
    Element phones =
        Element.of("select")
            .set("name", "phone")
            .set("data-live", "phones")
            .add(option("", model.text("find.every"), query.phone().isEmpty()));
    for (PairedDevice device : model.receiver().pairings()) {
      phones.add(option(device.name(), device.name(), device.name().equals(query.phone())));
    }
    return phones;
  }

  private static Element option(String value, String label, boolean isChosen) {
    Element option = Element.of("option").set("value", value).add(label);
    return isChosen ? option.set("selected", "") : option;
  }
}
