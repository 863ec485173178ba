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
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.DeliveryRecord.State;

/** The photos, newest first, a page at a time as one scrolls down. */
final class PhotoList {
  private static final int PAGE = 50;
  private static final int LOOKED_UP_AT_ONCE = 200;

  /** One request does not search years: the page asks for the rest, as it does when it scrolls. */
  private static final int MOST_LOOKED_UP = 1_000;

  /** What a page that has scrolled far gets anew. */
  private static final int MOST_AGAIN = 20_000;

  private static final int MOST_NEEDING = 500;

  private final Model model;
  private final PhotoQuery query;

  PhotoList(Model model, PhotoQuery query) {
    this.model = model;
    this.query = query;
  }

  Element section() throws IOException {
    Element list =
        Element.of("ul", "rows photos")
            .set("id", "photo-list")
            .set("tabindex", "-1")
            .set("aria-labelledby", "photos-title")
            .addAll(rows(Optional.empty(), Optional.empty()));
    return Element.of("section", "card")
        .set("id", "photos")
        .add(
            Element.of("h2").set("id", "photos-title").add(model.text("photos.title")),
            new FindForm(model, query).element(),
            list);
  }

  /**
   * The next page: its rows, and what fetches the one after it once it is scrolled to.
   *
   * @param before the last one that the page before has looked at
   * @param through goes on until here, however many rows that gives
   */
  List<Element> rows(Optional<PhotoId> before, Optional<PhotoId> through) throws IOException {
    List<Element> rows = new ArrayList<>();
    Optional<PhotoId> next =
        query.show() == PhotoQuery.Show.NEEDS ? needing(rows) : page(before, through, rows);
    if (next.isPresent()) {
      rows.add(more(next.get()));
    } else if (rows.isEmpty() && before.isEmpty()) {
      rows.add(
          Element.of("li", "none")
              .add(model.text(query.isAll() ? "photos.none" : "photos.nonefound")));
    }
    return rows;
  }

  private Optional<PhotoId> needing(List<Element> rows) throws IOException {
    for (DeliveryRecord photo : model.receiver().needingPerson(MOST_NEEDING)) {
      addIfWanted(photo, rows);
    }
    return Optional.empty();
  }

  /** Adds what is wanted of one page or several; tells where to go on, if there is more. */
  private Optional<PhotoId> page(
      Optional<PhotoId> before, Optional<PhotoId> through, List<Element> rows) throws IOException {
    int atOnce = query.isAll() && through.isEmpty() ? PAGE : LOOKED_UP_AT_ONCE;
    Optional<PhotoId> at = before;
    for (int looked = 0; isUnfinished(looked, rows.size(), at, through); looked += atOnce) {
      List<DeliveryRecord> photos =
          at.isPresent()
              ? model.receiver().deliveriesBefore(at.get(), atOnce)
              : model.receiver().deliveries(atOnce);
      for (DeliveryRecord photo : photos) {
        addIfWanted(photo, rows);
      }
      if (photos.size() < atOnce) {
        return Optional.empty();
      }
      at = Optional.of(photos.get(atOnce - 1).id());
    }
    return at;
  }

  private static boolean isUnfinished(
      int looked, int rows, Optional<PhotoId> at, Optional<PhotoId> through) {
    boolean isBefore =
        through.isPresent() && (at.isEmpty() || at.get().compareTo(through.get()) > 0);
    return (rows < PAGE && looked < MOST_LOOKED_UP) || (isBefore && looked < MOST_AGAIN);
  }

  private void addIfWanted(DeliveryRecord photo, List<Element> rows) {
    if (query.matches(model.receiver(), photo)) {
      rows.add(row(photo));
    }
  }

  private Element more(PhotoId last) {
    return Element.of("li", "more")
        .set("id", "more-" + last)
        .set("hx-post", "/parts/photos")
        .set("hx-include", "#find")
        .set("hx-vals", "{\"before\":\"" + last + "\"}")
        .set("hx-trigger", "intersect once")
        .set("hx-swap", "outerHTML")
        .add(model.text("photos.more"));
  }

  /** One photo in the list of all, if it is one of those that are wanted. */
  Optional<Element> rowIfWanted(DeliveryRecord photo) {
    return query.matches(model.receiver(), photo) ? Optional.of(row(photo)) : Optional.empty();
  }

  /** One photo in the list of all. */
  private Element row(DeliveryRecord photo) {
    return line(photo).set("id", "photo-" + photo.id());
  }

  /** One photo in one line of any list. */
  Element line(DeliveryRecord photo) {
    Element what = Element.of("a", "what").set("href", "/photos/" + photo.id()).add(where(photo));
    Element line =
        Element.of("li", "photo " + photo.state().name().toLowerCase(Locale.ROOT))
            .add(
                Element.of("span", "badge").add(state(photo)),
                what,
                Element.of("span", "quiet")
                    .add(
                        model.text(
                            "photos.from",
                            photo.from().isEmpty() ? model.text("photos.unknown") : photo.from(),
                            model.texts().time(photo.at()))));
    String copies =
        photo.followUps().stream()
            .filter(at -> at.state() == FollowUpState.WAITING)
            .map(FollowUp::sink)
            .collect(Collectors.joining(", "));
    return copies.isEmpty()
        ? line
        : line.add(Element.of("span", "quiet").add(model.text("photos.copies", copies)));
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
  static String state(Model model, DeliveryRecord photo) {
    return photo.state() == State.DELIVERED && photo.needsPerson()
        ? model.text("state.ask")
        : model.text("state." + photo.state().name().toLowerCase(Locale.ROOT));
  }

  private String state(DeliveryRecord photo) {
    return state(model, photo);
  }
}
