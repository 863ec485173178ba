package nz.co.medimage.console;

/** The frame of every page, and what pages have in common. */
final class Layout {
  /** Nothing of a page is kept in the browser, and no script comes with what is swapped in. */
  private static final String HTMX =
      "{\"includeIndicatorStyles\":false,\"allowEval\":false,\"allowScriptTags\":false,"
          + "\"selfRequestsOnly\":true,\"historyEnabled\":false,\"historyCacheSize\":0,"
          + "\"defaultSwapStyle\":\"outerHTML\"}";

  private Layout() {}

  /**
   * A whole page.
   *
   * @param title for the tab; names no patient, as browsers keep it in their history
   */
  static Element page(Texts texts, String title, Element... content) {
    Element head =
        Element.of("head")
            .add(
                Element.of("meta").set("charset", "utf-8"),
                Element.of("meta")
                    .set("name", "viewport")
                    .set("content", "width=device-width, initial-scale=1"),
                Element.of("meta").set("name", "color-scheme").set("content", "light dark"),
                Element.of("meta").set("name", "htmx-config").set("content", HTMX),
                Element.of("title").add(title),
                Element.of("link").set("rel", "icon").set("href", "/assets/icon.svg"),
                Element.of("link").set("rel", "stylesheet").set("href", "/assets/console.css"),
                script("htmx.js"),
                script("console.js"));
    Element home = Element.of("a", "home").set("href", "/").add(texts.get("product"));
    Element body =
        Element.of("body")
            .add(
                Element.of("header").add(home),
                Element.of("p")
                    .set("id", "lost")
                    .set("role", "alert")
                    .set("hidden", "")
                    .add(texts.get("contact.lost")),
                Element.of("main").add(content));
    return Element.of("html").set("lang", texts.language()).add(head, body);
  }

  private static Element script(String name) {
    return Element.of("script").set("src", "/assets/" + name).set("defer", "");
  }

  /** A page that says one thing, and what to do. */
  static Element message(Texts texts, String title, String sentence) {
    return page(
        texts,
        title,
        Element.of("section", "card")
            .set("role", "alert")
            .add(
                Element.of("h1").add(title),
                Element.of("p").add(sentence),
                Element.of("a", "button").set("href", "/").add(texts.get("back"))));
  }

  /** A form that is one button. */
  static Element button(String action, String label, String styleClass) {
    return Element.of("form")
        .set("method", "post")
        .set("action", action)
        .add(Element.of("button", styleClass).add(label));
  }

  /** A field that must be filled in, with its label. */
  static Element field(String name, String label, String value) {
    return labelled(label, input(name, value).set("required", ""));
  }

  /** A field that may stay empty. */
  static Element optionalField(String name, String label, String value) {
    return labelled(label, input(name, value));
  }

  private static Element input(String name, String value) {
    return Element.of("input")
        .set("name", name)
        .set("value", value)
        .set("maxlength", "300")
        .set("autocomplete", "off");
  }

  private static Element labelled(String label, Element input) {
    return Element.of("label").add(Element.of("span").add(label), input);
  }

  /** The inside of a card, with its heading. */
  static Element titled(String title) {
    return Element.of("div").add(Element.of("h2").add(title));
  }

  /**
   * A part of a page that the page asks for again when it hears of a change. Script may focus it,
   * for when what had the focus is gone.
   */
  static Element live(String name, Element inside) {
    return Element.of("section", "card")
        .set("id", name)
        .set("data-live", name)
        .set("tabindex", "-1")
        .add(inside);
  }
}
