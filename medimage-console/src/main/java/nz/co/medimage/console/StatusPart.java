package nz.co.medimage.console;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One sentence on whether all is well, and what a person should see to. */
final class StatusPart {
  private final Model model;

  StatusPart(Model model) {
    this.model = model;
  }

  Element element() throws IOException {
    Optional<String> stopped = model.happenings().stoppedBecause();
    List<Happenings.Problem> problems = model.happenings().problems();
    Map<String, String> unavailable = model.happenings().unavailable();
    boolean isWell = stopped.isEmpty() && unavailable.isEmpty() && problems.isEmpty();
    // The one thing on the page that is read aloud when it changes.
    Element state = Element.of("h1").set("id", "state").set("aria-live", "polite").add(sentence());
    Element section =
        Element.of("div", isWell ? "status well" : "status trouble")
            .add(Element.of("p", "name").add(model.receiver().name()), state);
    stopped.ifPresent(why -> section.add(Element.of("p").add(why)));
    unavailable.values().forEach(why -> section.add(Element.of("p").add(why)));
    if (!model.mayChange()) {
      section.add(Element.of("p", "quiet").add(model.text("locked.note")));
    }
    if (!problems.isEmpty()) {
      section.add(Element.of("ul", "rows").addAll(problems.stream().map(this::problem).toList()));
    }
    return Layout.live("status", section);
  }

  private String sentence() throws IOException {
    Map<String, String> unavailable = model.happenings().unavailable();
    List<String> followUps = model.receiver().followUpSinks();
    if (model.happenings().stoppedBecause().isPresent()) {
      return model.text("status.stopped");
    }
    if (!followUps.containsAll(unavailable.keySet())) {
      String steps =
          unavailable.keySet().stream()
              .filter(step -> !followUps.contains(step))
              .collect(Collectors.joining(", "));
      return model.text("status.unavailable", steps);
    }
    if (!unavailable.isEmpty()) {
      // Photos are filed and their phones know: what waits is a further copy of each.
      return model.text("status.copies", String.join(", ", unavailable.keySet()));
    }
    if (!model.happenings().problems().isEmpty()) {
      return model.text("problems.title");
    }
    int phones = model.receiver().pairings().size();
    if (phones == 0) {
      return model.text("status.unpaired");
    }
    return model.text(phones == 1 ? "status.ready.one" : "status.ready", phones);
  }

  private Element problem(Happenings.Problem problem) {
    Element row =
        Element.of("li")
            .set("id", "problem-" + problem.number())
            .add(
                Element.of("span", "quiet").add(model.texts().time(problem.at())),
                Element.of("span", "sentence").add(problem.sentence()));
    return model.mayChange()
        ? row.add(
            Layout.button(
                "/problems/" + problem.number() + "/seen", model.text("problems.seen"), ""))
        : row;
  }
}
