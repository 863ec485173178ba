package nz.co.medimage.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.receiver.DeliveryRecord;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.DeliveryRecord.State;

/** All about one photo. */
final class PhotoPage {
  private final Model model;
  private final DeliveryRecord photo;
  private final String path;
  private final String position;

  /**
   * @param position of the stream of events, from before the photo was looked up
   */
  PhotoPage(Model model, DeliveryRecord photo, String position) {
    this.model = model;
    this.photo = photo;
    this.position = position;
    this.path = "/photos/" + photo.id();
  }

  Element whole() throws IOException {
    return whole(Notice.NONE);
  }

  /** The page, after something on it was refused. */
  Element whole(Notice notice) throws IOException {
    Element about =
        Element.of("section", "card")
            .add(
                Element.of("h1").add(PhotoList.state(model, photo)),
                Element.of("p", "quiet")
                    .add(
                        model.text(
                            "photos.from",
                            photo.from().isEmpty() ? model.text("photos.unknown") : photo.from(),
                            model.texts().time(photo.at()))));
    if (!photo.detail().isEmpty()) {
      about.add(Element.of("p").add(photo.detail()));
    }
    Optional<Manifest> came = manifest();
    boolean isRefused = !notice.sentence().isEmpty();
    // What was refused stays until it is read.
    about.add(isRefused ? Element.of("p").add(happening()) : progress());
    addWhere(about);
    came.ifPresent(manifest -> addHeld(about, manifest));
    addFollowUps(about);
    addDecisions(about);
    Element page = Element.of("div").set("id", "photo");
    if (isRefused) {
      page.add(
          Element.of("section", "card")
              .set("role", "alert")
              .add(
                  Element.of("h2").add(model.text("refused.title")),
                  Element.of("p").add(notice.sentence()),
                  Element.of("a", "button").set("href", path).add(model.text("photo.again"))));
    }
    page.add(about);
    if (model.mayChange()) {
      new PhotoForms(model, photo, path, notice).addTo(page, came);
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
      boolean isShown =
          model.photos().type(file.get()).isPresent() && Files.size(file.get()) <= Pictures.LARGEST;
      about.add(isShown ? show() : Element.of("p", "quiet").add(model.text("photo.unshown")));
    } else if (at.isPresent()) {
      about.add(Element.of("p").add(model.text("photo.moved", at.get())));
    }
  }

  /**
   * What came with a photo in quarantine; nothing also if it cannot be read, as its reason says.
   */
  private Optional<Manifest> manifest() {
    try {
      return model.receiver().manifest(photo.id());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void addHeld(Element about, Manifest manifest) {
    about.add(
        Pictures.type(manifest).isPresent()
            ? show()
            : Element.of("p", "quiet").add(model.text("photo.unshown.held")));
    about.add(
        Element.of("a", "button")
            .set("href", path + "/copy")
            .set("download", "")
            .add(model.text("photo.copy")));
    about.add(Element.of("p", "quiet").add(model.text("photo.copy.what")));
  }

  private Element show() {
    return Element.of("a", "button")
        .set("href", path + "/picture")
        .set("hx-get", path + "/thumbnail")
        .set("hx-swap", "outerHTML")
        .add(model.text("photo.show"));
  }

  /**
   * What is being done now. A script listens until that has ended, and then loads the page anew; so
   * long as nothing has changed the page stays, with what a person types there.
   */
  Element progress() {
    Element progress = Element.of("p").set("id", "progress").set("aria-live", "polite");
    String happening = happening();
    if (!happening.isEmpty()) {
      progress.add(happening + " " + model.text("progress.then"));
    }
    return isHappening()
        ? progress
            .set("data-photo", photo.id().toString())
            .set("data-seen", photo.revision())
            .set("data-after", position)
        : progress;
  }

  private boolean isHappening() {
    return photo.isWaiting() || photo.pending().isPresent() || isBeingTold();
  }

  private String happening() {
    if (photo.pending().isPresent()) {
      String to = photo.pending().get().to();
      if (to.isEmpty()) {
        return model.text("progress.again");
      }
      boolean isRejected = photo.state() == State.REJECTED;
      return model.text(isRejected ? "progress.retag" : "progress.assign", to);
    }
    if (photo.state() == State.WAITING) {
      return model.text("progress.waits");
    }
    return isBeingTold() ? model.text("progress.settle") : "";
  }

  /** Whether a person has answered, and the sink has not acted on it yet. */
  private boolean isBeingTold() {
    return photo.followUps().stream()
        .anyMatch(
            at ->
                at.state() == FollowUpState.UNKNOWN
                    && photo.undecided().stream().noneMatch(in -> in.sink().equals(at.sink())));
  }

  /** The picture, in place of the button that asked for it. */
  Element thumbnail() {
    return Element.of("img", "thumbnail")
        .set("src", path + "/picture")
        .set("alt", model.text(photo.filed().isEmpty() ? "photo.alt.held" : "photo.alt"));
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
                      photo.state() == State.DELIVERED ? "photo.assigned" : "photo.retagged",
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
}
