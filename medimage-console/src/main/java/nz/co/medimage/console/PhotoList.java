package nz.co.medimage.console;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.receiver.DeliveryRecord;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.DeliveryRecord.State;

/** The photos, newest first, a page at a time as one scrolls down. */
final class PhotoList {
  private static final int PAGE = 50;

  private final Model model;

  PhotoList(Model model) {
    this.model = model;
  }

  Element section() throws IOException {
    List<Element> rows = rows(Optional.empty());
    Element section =
        Element.of("section", "card")
            .set("id", "photos")
            .add(Element.of("h2").set("id", "photos-title").add(model.text("photos.title")));
    Element list =
        Element.of("ul", "rows photos")
            .set("id", "photo-list")
            .set("aria-labelledby", "photos-title")
            .addAll(rows);
    Element none = Element.of("p", "none").add(model.text("photos.none"));
    return section.add(list, none);
  }

  /** The next page: its rows, and what fetches the one after it once it is scrolled to. */
  List<Element> rows(Optional<PhotoId> before) throws IOException {
    List<DeliveryRecord> photos =
        before.isPresent()
            ? model.receiver().deliveriesBefore(before.get(), PAGE)
            : model.receiver().deliveries(PAGE);
    List<Element> rows = new ArrayList<>();
    for (DeliveryRecord photo : photos) {
      rows.add(row(photo));
    }
    if (photos.size() == PAGE) {
      String next = "/parts/photos?before=" + photos.get(PAGE - 1).id();
      rows.add(
          Element.of("li", "more")
              .set("hx-get", next)
              .set("hx-trigger", "revealed")
              .set("hx-swap", "outerHTML")
              .add(model.text("photos.more")));
    }
    return rows;
  }

  /** One photo in the list of all. */
  Element row(DeliveryRecord photo) {
    return line(photo).set("id", "photo-" + photo.id());
  }

  /** One photo in one line of any list. */
  Element line(DeliveryRecord photo) {
    Element what = Element.of("a", "what").set("href", "/photos/" + photo.id()).add(where(photo));
    return Element.of("li", "photo " + photo.state().name().toLowerCase(Locale.ROOT))
        .add(
            Element.of("span", "badge").add(state(photo)),
            what,
            Element.of("span", "quiet")
                .add(
                    model.text(
                        "photos.from",
                        photo.from().isEmpty() ? model.text("photos.unknown") : photo.from(),
                        model.texts().time(photo.at()))));
  }

  private String where(DeliveryRecord photo) {
    String filed =
        photo.filed().stream().map(SinkReference::reference).collect(Collectors.joining(", "));
    if (!filed.isEmpty()) {
      return filed;
    }
    return photo.detail().isEmpty() ? model.text("photos.open") : photo.detail();
  }

  /** How far it is, in a word or two. */
  String state(DeliveryRecord photo) {
    boolean needsPerson =
        !photo.undecided().isEmpty()
            || photo.followUps().stream().anyMatch(at -> at.state() == FollowUpState.REJECTED);
    if (photo.state() == State.DELIVERED && needsPerson) {
      return model.text("state.ask");
    }
    return model.text("state." + photo.state().name().toLowerCase(Locale.ROOT));
  }
}
