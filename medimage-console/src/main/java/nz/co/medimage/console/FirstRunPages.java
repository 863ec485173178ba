package nz.co.medimage.console;

import java.io.IOException;

/** The pages of the first run: each asks for one thing. */
final class FirstRunPages {
  private final Texts texts;

  FirstRunPages(Texts texts) {
    this.texts = texts;
  }

  private Element page(String title, Element... content) {
    Element step = Element.of("section", "card guide").add(content);
    return Layout.page(
        texts,
        texts.get("settings.tab", title),
        Element.of("link").set("rel", "stylesheet").set("href", "/assets/settings.css"),
        Element.of("script").set("src", "/assets/settings.js").set("defer", ""),
        step);
  }

  private Element title(String key, int number) {
    return Element.of("div")
        .add(
            Element.of("p", "quiet").add(texts.get("guide.step", number, 4)),
            Element.of("h1").add(texts.get(key)));
  }

  private Element form(String step, String label, String value, String sentence, String button) {
    Element input =
        Element.of("input")
            .set("id", step)
            .set("name", step)
            .set("value", value)
            .set("autocomplete", "off")
            .set("spellcheck", "false")
            .set("maxlength", "1000");
    Element field = Element.of("div", "field").add(Element.of("label").set("for", step).add(label));
    if (!sentence.isEmpty()) {
      input.set("aria-invalid", "true").set("aria-describedby", "wrong");
      field.add(Element.of("p", "wrong").set("id", "wrong").set("role", "alert").add(sentence));
    }
    return Element.of("form")
        .set("method", "post")
        .set("action", "/first-run/" + step)
        .set("novalidate", "")
        .add(field.add(input), Element.of("button", "main").add(texts.get(button)));
  }

  private Element link(String step, String key) {
    return Element.of("a", "button").set("href", "/first-run/" + step).add(texts.get(key));
  }

  Element name(String name, String sentence) {
    return page(
        texts.get("guide.name.title"),
        title("guide.name.title", 1),
        Element.of("p").add(texts.get("guide.name.what")),
        form("name", texts.get("guide.name"), name, sentence, "guide.next"));
  }

  Element nameMissing() {
    return name("", texts.get("guide.name.missing"));
  }

  Element folder(String folder, String sentence) {
    return page(
        texts.get("guide.folder.title"),
        title("guide.folder.title", 2),
        Element.of("p").add(texts.get("guide.folder.what")),
        form("folder", texts.get("guide.folder"), folder, sentence, "guide.next"),
        link("name", "back"));
  }

  /** Shown while the receiver starts. */
  Element starting() {
    return page(
        texts.get("settings.starting.title"),
        Element.of("div")
            .set("id", "starting")
            .set("data-result", "/first-run/result")
            .set("role", "status")
            .add(
                Element.of("h1").add(texts.get("settings.starting.title")),
                Element.of("p").add(texts.get("guide.starting"))),
        link("result", "settings.starting.look"));
  }

  Element phone(Model model, boolean isPaired) throws IOException {
    Element here = new PairingPart(model).element();
    return page(
        texts.get("guide.phone.title"),
        title("guide.phone.title", 3),
        Element.of("p").add(texts.get("guide.phone.what")),
        here,
        isPaired ? link("photo", "guide.next") : waiting("phone"),
        link("folder", "back"),
        Layout.button("/first-run/end", texts.get("guide.later"), ""));
  }

  Element photo(boolean isDelivered) {
    return page(
        texts.get("guide.photo.title"),
        title("guide.photo.title", 4),
        Element.of("p").add(texts.get("guide.photo.what")),
        isDelivered ? link("done", "guide.next") : waiting("photo"),
        link("phone", "back"),
        Layout.button("/first-run/end", texts.get("guide.later"), ""));
  }

  /** Asks for itself until the phone or the photo is there. */
  Element waiting(String step) {
    return Element.of("p", "quiet")
        .set("id", "waiting")
        .set("role", "status")
        .set("hx-get", "/first-run/" + step + "/wait")
        .set("hx-trigger", "every 1s")
        .add(texts.get("guide." + step + ".wait"));
  }

  Element done(Model model, String folder) {
    return page(
        texts.get("guide.done.title"),
        Element.of("h1", "good").add(texts.get("guide.done.title")),
        Element.of("p").add(texts.get("guide.done.what", model.receiver().name(), folder)),
        Layout.button("/first-run/end", texts.get("guide.done"), "main"));
  }
}
