package nz.co.medimage.console;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.PhotoId;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Answers which photos there are. These are questions, though they are asked by POST: what is
 * searched for stands in no address.
 */
final class PhotoSearch {
  private PhotoSearch() {}

  /** Whether a request that is posted is a question of this kind. */
  static boolean isAsked(List<String> path) {
    return path.isEmpty() || path.equals(List.of("parts", "photos")) || isRow(path);
  }

  private static boolean isRow(List<String> path) {
    return path.size() == 3 && path.get(0).equals("photos") && path.get(2).equals("row");
  }

  static void answer(Exchange exchange, Model model, List<String> path) throws IOException {
    Map<String, String> form = exchange.form();
    PhotoQuery query = PhotoQuery.of(form);
    if (path.isEmpty()) {
      exchange.page(HttpStatus.OK_200, new HomePage(model).whole(query));
    } else if (isRow(path)) {
      row(exchange, model, PhotoId.parse(path.get(1)), query);
    } else {
      exchange.parts(new PhotoList(model, query).rows(id(form, "before"), id(form, "through")));
    }
  }

  private static Optional<PhotoId> id(Map<String, String> form, String field) {
    return Optional.ofNullable(form.get(field)).map(PhotoId::parse);
  }

  /** Nothing if the photo is not one of those that the page shows. */
  private static void row(Exchange exchange, Model model, PhotoId id, PhotoQuery query)
      throws IOException {
    exchange.partIfAny(
        query.isAll()
            ? model.parts().get(Changes.PHOTO + id, () -> found(model, id, query)).element()
            : found(model, id, query));
  }

  private static Optional<Element> found(Model model, PhotoId id, PhotoQuery query)
      throws IOException {
    PhotoList list = new PhotoList(model, query);
    return model.receiver().delivery(id).flatMap(list::rowIfWanted);
  }
}
