package nz.co.medimage.console;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.transport.ConnectionState;
import nz.co.medimage.api.transport.ConnectionState.Allowance;
import nz.co.medimage.receiver.DeliveryRecord;
import org.jspecify.annotations.Nullable;

/** The parts of the page for whoever looks after things: what needs a person, sinks, checks. */
final class CarePart {
  private static final int MOST = 50;

  /** With less than a tenth of its allowance left, somebody should ask for more. */
  private static final int LOW = 10;

  private final Model model;

  CarePart(Model model) {
    this.model = model;
  }

  /** Photos about which somebody has to decide; nothing where there are none. */
  Element needs() throws IOException {
    List<DeliveryRecord> photos = model.receiver().needingPerson(MOST);
    Element inside = Layout.titled(model.text("needs.title"));
    if (photos.isEmpty()) {
      return Layout.live("needs", inside.add(Element.of("p").add(model.text("needs.none"))));
    }
    PhotoList rows = new PhotoList(model, PhotoQuery.ALL);
    Element list = Element.of("ul", "rows");
    photos.forEach(each -> list.add(rows.line(each).set("id", "needs-" + each.id())));
    inside.add(Element.of("p").add(model.text("needs.what")), list);
    if (photos.size() == MOST) {
      inside.add(Element.of("p", "quiet").add(model.text("needs.more", MOST)));
    }
    return Layout.live("needs", inside);
  }

  /** Each sink, with what waits for it and what is wrong with it. */
  Element places() throws IOException {
    Map<String, String> trouble = model.happenings().unavailable();
    Map<String, Integer> waiting = model.receiver().waitingFollowUps();
    Element list = Element.of("ul", "rows");
    for (String sink : model.receiver().sinks()) {
      list.add(place(sink, model.text("places.required"), trouble.get(sink)));
    }
    for (String sink : model.receiver().followUpSinks()) {
      int photos = waiting.getOrDefault(sink, 0);
      String state = photos == 0 ? model.text("places.all") : model.text("places.waiting", photos);
      list.add(place(sink, state, trouble.get(sink)));
    }
    return Layout.live("places", Layout.titled(model.text("places.title")).add(list));
  }

  private Element place(String sink, String state, @Nullable String trouble) {
    Element row =
        Element.of("li")
            .set("id", "place-" + sink)
            .add(
                Element.of("span", trouble == null ? "badge" : "badge bad")
                    .add(model.text(trouble == null ? "places.ok" : "places.bad")),
                Element.of("strong").add(sink),
                Element.of("span", "quiet").add(state));
    return trouble == null ? row : row.add(Element.of("span").add(trouble));
  }

  /** Each relay: whether this PC is connected to it, and how much it still takes. */
  Element relays() {
    Element list = Element.of("ul", "rows");
    for (ConnectionState each : model.receiver().connections()) {
      String since =
          model.text(
              each.isConnected() ? "relays.since" : "relays.away",
              model.texts().time(each.since()));
      Element row =
          Element.of("li")
              .set("id", "relay-" + each.to())
              .add(
                  Element.of("span", each.isConnected() ? "badge" : "badge bad")
                      .add(model.text(each.isConnected() ? "relays.ok" : "relays.bad")),
                  Element.of("strong").add(each.to()),
                  Element.of("span", "quiet").add(since));
      if (!each.why().isEmpty()) {
        row.add(Element.of("span").add(each.why()));
      }
      each.allowance()
          .ifPresent(
              it -> row.add(Element.of("span", isLow(it) ? "badge bad" : "quiet").add(used(it))));
      list.add(row);
    }
    Element inside = Layout.titled(model.text("relays.title"));
    return Layout.live(
        "relays",
        model.receiver().connections().isEmpty()
            ? inside.add(Element.of("p").add(model.text("relays.none")))
            : inside.add(list));
  }

  private String used(Allowance allowance) {
    return model.text(
        isLow(allowance) ? "relays.low" : "relays.used",
        megabytes(allowance.taken()),
        megabytes(allowance.allowed()));
  }

  private static boolean isLow(Allowance allowance) {
    return allowance.taken() >= allowance.allowed() - allowance.allowed() / LOW;
  }

  private String megabytes(long bytes) {
    return model.texts().number(bytes / 1_000_000);
  }

  /** A button that looks at everything. */
  Element health() {
    return Element.of("section", "card")
        .set("id", "health")
        .add(
            Element.of("h2").add(model.text("health.title")),
            Element.of("p").add(model.text("health.what")),
            Element.of("a", "button")
                .set("href", "/health")
                .set("hx-get", "/parts/health")
                .set("hx-target", "#health-list")
                .set("hx-swap", "outerHTML")
                .set("hx-disabled-elt", "this")
                .add(model.text("health.do")),
            Element.of("div").set("id", "health-list"));
  }

  /** What was found, the faults first. */
  Element healthList() throws IOException {
    List<HealthCheck> checks = model.checks().orElseThrow().look();
    long faults = checks.stream().filter(each -> !each.isWell()).count();
    Element list = Element.of("ul", "rows");
    for (boolean isWell : new boolean[] {false, true}) {
      for (HealthCheck each : checks) {
        if (each.isWell() == isWell) {
          list.add(
              Element.of("li")
                  .add(
                      Element.of("span", isWell ? "badge" : "badge bad")
                          .add(model.text(isWell ? "health.ok" : "health.mend")),
                      Element.of("strong").add(each.name()),
                      Element.of("span").add(each.sentence())));
        }
      }
    }
    String summary = faults == 0 ? "health.well" : "health.faults";
    return Element.of("div")
        .set("id", "health-list")
        .add(
            // It has taken a while: whoever waited for it is taken to it.
            Element.of("p")
                .set("tabindex", "-1")
                .set("autofocus", "")
                .add(model.text(summary, faults)),
            list);
  }

  /** The same as a page of its own, for a browser without scripts. */
  Element healthPage() throws IOException {
    return Layout.page(
        model.texts(),
        model.text("health.title"),
        Element.of("section", "card")
            .add(Element.of("h1").add(model.text("health.title")), healthList()),
        Element.of("a", "button").set("href", "/").add(model.text("back")));
  }
}
