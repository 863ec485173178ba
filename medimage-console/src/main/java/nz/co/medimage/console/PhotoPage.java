package nz.co.medimage.console;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.receiver.DeliveryRecord;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.DeliveryRecord.State;

/** All about one photo, and what a person can do about it. */
final class PhotoPage {
  private final Model model;
  private final DeliveryRecord photo;
  private final String path;

  PhotoPage(Model model, DeliveryRecord photo) {
    this.model = model;
    this.photo = photo;
    this.path = "/photos/" + photo.id();
  }

  Element whole() throws IOException {
    Element about =
        Element.of("section", "card")
            .add(
                Element.of("h1").add(new PhotoList(model).state(photo)),
                Element.of("p", "quiet")
                    .add(
                        model.text(
                            "photos.from",
                            photo.from().isEmpty() ? model.text("photos.unknown") : photo.from(),
                            model.texts().time(photo.at()))));
    if (!photo.detail().isEmpty()) {
      about.add(Element.of("p").add(photo.detail()));
    }
    addWhere(about);
    addFollowUps(about);
    addDecisions(about);
    Element page = Element.of("div").set("id", "photo").add(about);
    if (model.mayChange()) {
      addActions(page);
    } else {
      page.add(Element.of("p", "quiet").add(model.text("locked.note")));
    }
    page.add(Element.of("a", "button").set("href", "/").add(model.text("back")));
    return Layout.page(model.texts(), model.text("photo.title"), page);
  }

  private void addWhere(Element about) throws IOException {
    for (SinkReference filed : photo.filed()) {
      about.add(Element.of("p").add(model.text("photo.filed", filed.sink(), filed.reference())));
    }
    Optional<Path> file = model.photos().file(photo);
    Optional<Path> at = model.photos().path(photo);
    if (file.isPresent()) {
      about.add(
          Element.of("label")
              .add(
                  Element.of("span").add(model.text("photo.path")),
                  Element.of("input").set("readonly", "").set("value", file.get().toString())));
      if (model.desktop().isPresent() && model.mayChange()) {
        about.add(Layout.button(path + "/open", model.text("photo.open"), ""));
      }
      about.add(
          model.photos().type(file.get()).isPresent()
              ? Element.of("a", "button")
                  .set("href", path + "/picture")
                  .set("hx-get", path + "/thumbnail")
                  .set("hx-swap", "outerHTML")
                  .add(model.text("photo.show"))
              : Element.of("p", "quiet").add(model.text("photo.unshown")));
    } else if (at.isPresent()) {
      about.add(Element.of("p").add(model.text("photo.moved", at.get())));
    }
  }

  /** The picture, in place of the button that asked for it. */
  Element thumbnail() {
    return Element.of("img", "thumbnail")
        .set("src", path + "/picture")
        .set("alt", model.text("photo.alt"));
  }

  private void addFollowUps(Element about) {
    if (photo.followUps().isEmpty()) {
      return;
    }
    Element list = Element.of("ul", "rows");
    for (FollowUp each : photo.followUps()) {
      String state = "follow." + each.state().name().toLowerCase(Locale.ROOT);
      Element row =
          Element.of("li")
              .add(
                  Element.of("strong").add(each.sink()),
                  Element.of("span").add(model.text(state)),
                  Element.of("span", "quiet").add(each.detail()));
      photo
          .nextTry(each.sink())
          .ifPresent(
              at ->
                  row.add(
                      Element.of("span", "quiet")
                          .add(model.text("follow.next", model.texts().time(at)))));
      list.add(row);
    }
    about.add(Element.of("h2").add(model.text("follow.title")), list);
  }

  private void addDecisions(Element about) {
    for (DeliveryRecord.Assigned each : photo.assignments()) {
      about.add(
          Element.of("p")
              .add(
                  model.text(
                      "photo.assigned",
                      each.by(),
                      model.texts().time(each.at()),
                      each.from(),
                      each.to())));
    }
    for (DeliveryRecord.Settled each : photo.settlements()) {
      about.add(
          Element.of("p")
              .add(
                  model.text(
                      each.isFiled() ? "photo.settled.filed" : "photo.settled.missing",
                      each.by(),
                      model.texts().time(each.at()),
                      each.sink())));
    }
  }

  private void addActions(Element page) {
    boolean isKept = photo.state() == State.HELD || photo.state() == State.REJECTED;
    boolean isRejectedLater =
        photo.followUps().stream().anyMatch(at -> at.state() == FollowUpState.REJECTED);
    if (isKept || isRejectedLater) {
      page.add(assign());
    }
    for (DeliveryRecord.Undecided each : photo.undecided()) {
      page.add(settle(each));
    }
    boolean waits =
        photo.state() == State.WAITING
            || photo.followUps().stream().anyMatch(at -> at.state() == FollowUpState.WAITING);
    if (isKept || isRejectedLater || waits) {
      page.add(
          Element.of("section", "card")
              .add(
                  Element.of("h2").add(model.text("replay.title")),
                  Element.of("p").add(model.text("replay.what")),
                  Layout.button(path + "/replay", model.text("replay.do"), "")));
    }
  }

  private Element assign() {
    Element card =
        Element.of("section", "card")
            .add(
                Element.of("h2").add(model.text("assign.title")),
                Element.of("p").add(model.text("assign.what")));
    Optional<Manifest> manifest;
    try {
      manifest = model.receiver().manifest(photo.id());
    } catch (IOException e) {
      manifest = Optional.empty(); // nothing of it can be read; the reason says so already
    }
    manifest.ifPresent(
        came -> card.add(Element.of("p").add(model.text("assign.typed", came.tag()))));
    return card.add(
        Element.of("form")
            .set("method", "post")
            .set("action", path + "/assign")
            .add(
                Layout.field("tag", model.text("assign.tag"), ""),
                Layout.field("by", model.text("by"), ""),
                Element.of("label", "check")
                    .add(
                        Element.of("input").set("type", "checkbox").set("name", "though-filed"),
                        Element.of("span").add(model.text("assign.though"))),
                Element.of("button", "main").add(model.text("assign.do"))));
  }

  private Element settle(DeliveryRecord.Undecided doubt) {
    return Element.of("section", "card")
        .add(
            Element.of("h2").add(model.text("settle.title", doubt.sink())),
            Element.of("p").add(doubt.why()),
            Element.of("form")
                .set("method", "post")
                .set("action", path + "/settle")
                .add(
                    Element.of("input")
                        .set("type", "hidden")
                        .set("name", "sink")
                        .set("value", doubt.sink()),
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
