package nz.co.medimage.console;

import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.receiver.DeliveryRecord;

/** What a person can decide about one photo. Each form says what the person has seen of it. */
final class PhotoForms {
  private final Model model;
  private final DeliveryRecord photo;
  private final String path;
  private final Notice notice;

  /**
   * @param path of the photo's page
   * @param notice on the form that was refused just now
   */
  PhotoForms(Model model, DeliveryRecord photo, String path, Notice notice) {
    this.model = model;
    this.photo = photo;
    this.path = path;
    this.notice = notice;
  }

  /**
   * Adds the forms that there are for this photo.
   *
   * @param came what came with a photo in quarantine
   */
  void addTo(Element page, Optional<Manifest> came) {
    boolean mayBeAssigned = photo.isInQuarantine() || photo.isRejectedByFollowUp();
    if (mayBeAssigned) {
      page.add(assign(came));
    }
    for (DeliveryRecord.Undecided each : photo.undecided()) {
      page.add(settle(each));
    }
    if (mayBeAssigned || photo.isWaiting()) {
      page.add(
          Element.of("section", "card")
              .add(
                  Element.of("h2").add(model.text("replay.title")),
                  Element.of("p").add(model.text("replay.what")),
                  form("replay").add(Element.of("button").add(model.text("replay.do")))));
    }
  }

  /**
   * Each time it is shown it is another form: what is asked for again after the same refusal is a
   * new decision, and a double click is none.
   */
  private Element form(String what) {
    return Element.of("form")
        .set("method", "post")
        .set("action", path + "/" + what)
        .set("autocomplete", "off")
        .add(
            hidden("seen", photo.revision()),
            hidden(AcceptedForms.SHOWN, UUID.randomUUID().toString()));
  }

  private static Element hidden(String name, String value) {
    return Element.of("input").set("type", "hidden").set("name", name).set("value", value);
  }

  private Element assign(Optional<Manifest> came) {
    Element card =
        Element.of("section", "card")
            .add(
                Element.of("h2").add(model.text("assign.title")),
                Element.of("p").add(model.text("assign.what")));
    came.ifPresent(
        manifest -> card.add(Element.of("p").add(model.text("assign.typed", manifest.tag()))));
    Element form =
        form("assign")
            .add(
                Layout.field("tag", model.text("assign.tag"), notice.field("tag")),
                Layout.field("by", model.text("by"), notice.field("by")));
    if (notice.mayBeFiled()) {
      form.add(
          Element.of("label", "check")
              .add(
                  Element.of("input").set("type", "checkbox").set("name", "though-filed"),
                  Element.of("span").add(model.text("assign.though"))));
    }
    return card.add(form.add(Element.of("button", "main").add(model.text("assign.do"))));
  }

  private Element settle(DeliveryRecord.Undecided doubt) {
    return Element.of("section", "card")
        .add(
            Element.of("h2").add(model.text("settle.title", doubt.sink())),
            Element.of("p").add(doubt.why()),
            form("settle")
                .add(
                    hidden("sink", doubt.sink()),
                    choice("yes", model.text("settle.filed")),
                    choice("no", model.text("settle.missing")),
                    Layout.field("by", model.text("by"), ""),
                    Element.of("button").add(model.text("settle.do"))));
  }

  /** Nothing is chosen at first: what is pressed in haste must not decide. */
  private static Element choice(String value, String label) {
    return Element.of("label", "check")
        .add(
            Element.of("input")
                .set("type", "radio")
                .set("name", "filed")
                .set("value", value)
                .set("required", ""),
            Element.of("span").add(label));
  }
}
