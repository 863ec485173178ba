package nz.co.medimage.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import nz.co.medimage.api.InvalidTagException;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.receiver.DeliveryRecord;

/** What a person can decide about one photo. Each form says what the person has seen of it. */
final class PhotoForms {
  private static final String ID = "patient";
  private static final String SHOWS = "shows";

  /** Rejections for what the photo itself is. */
  private static final Set<RejectionCode> FOR_ITSELF =
      Set.of(RejectionCode.TYPE_NOT_ALLOWED, RejectionCode.TOO_LARGE, RejectionCode.TOO_OLD);

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
    if (mayBeAssigned && !isRejectedForItself()) {
      page.add(assign(came));
    }
    for (DeliveryRecord.Undecided each : photo.undecided()) {
      page.add(settle(each));
    }
    if (mayBeAssigned || photo.isWaiting()) {
      page.add(
          Element.of("section", "card")
              .add(Element.of("h2").add(model.text("replay.title")))
              .addAll(isRejectedForItself() ? anotherPatientDoesNotHelp(came) : whenMended())
              .add(form("replay").add(Element.of("button").add(model.text("replay.do")))));
    }
  }

  /** Whatever the tag, this receiver would reject it again. */
  private boolean isRejectedForItself() {
    return photo.rejection().filter(FOR_ITSELF::contains).isPresent();
  }

  private List<Element> whenMended() {
    return List.of(Element.of("p").add(model.text("replay.what")));
  }

  private List<Element> anotherPatientDoesNotHelp(Optional<Manifest> came) {
    List<Element> all = new ArrayList<>();
    came.ifPresent(each -> all.add(typed(each)));
    all.add(Element.of("p").add(model.text("replay.itself")));
    if (model.settings().isPresent()) {
      all.add(
          Element.of("a", "button")
              .set("href", SettingsPage.RECEIVER)
              .add(model.text("replay.settings")));
    }
    return all;
  }

  private Element typed(Manifest came) {
    return Element.of("p").add(model.text("assign.typed", came.tag()));
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
    if (photo.rejection().isPresent()) {
      card.add(Element.of("p").add(model.text("assign.rejected")));
    }
    came.ifPresent(manifest -> card.add(typed(manifest)));
    Element form =
        form("assign")
            .add(
                Layout.field(ID, model.text("assign.id"), notice.field(ID)),
                Layout.optionalField(SHOWS, model.text("assign.shows"), notice.field(SHOWS)),
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

  /**
   * The tag that somebody typed into the form that assigns.
   *
   * @throws IllegalArgumentException with one sentence for the person if it can be none
   */
  static PatientTag tag(Model model, Map<String, String> form) {
    String id = form.getOrDefault(ID, "").strip();
    if (id.isEmpty()) {
      throw new IllegalArgumentException(model.text("assign.id.missing"));
    }
    if (!isOneFolder(id)) {
      throw new IllegalArgumentException(model.text("assign.id.wrong"));
    }
    try {
      return PatientTag.parseIdFirst(id + " " + form.getOrDefault(SHOWS, ""));
    } catch (InvalidTagException e) {
      throw new IllegalArgumentException(model.text("assign.shows.wrong"), e);
    }
  }

  /** Two words would be another patient's folder and a description. */
  private static boolean isOneFolder(String id) {
    try {
      PatientTag alone = PatientTag.parseIdFirst(id);
      return alone.folders().size() == 1 && alone.words().isEmpty();
    } catch (InvalidTagException e) {
      return false;
    }
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
