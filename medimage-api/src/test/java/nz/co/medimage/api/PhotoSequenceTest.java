package nz.co.medimage.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PhotoSequenceTest {

  private static Photo at(String time) {
    return Photo.builder("a.jpg", InputStream::nullInputStream, OffsetDateTime.parse(time))
        .mediaType("image/jpeg")
        .attribute("site", "arm")
        .build();
  }

  private static List<Optional<String>> sequences(List<Photo> photos) {
    return Photo.inOrder(photos).stream().map(Photo::sequence).toList();
  }

  @Test
  void photosOfOneSecondAreNumberedAsGivenAndOthersAreNot() {
    assertEquals(
        List.of(Optional.of("01"), Optional.empty(), Optional.of("02"), Optional.of("03")),
        sequences(
            List.of(
                at("2024-03-15T10:20:30.9+13:00"),
                at("2024-03-15T10:20:31+13:00"),
                at("2024-03-15T10:20:30.1+13:00"),
                at("2024-03-15T10:20:30+12:00")))); // a name tells no offset
  }

  @Test
  void digitsOfManyPhotosSortAsText() {
    List<Photo> many =
        IntStream.range(0, 120).mapToObj(i -> at("2024-03-15T10:20:30+13:00")).toList();
    List<String> digits = sequences(many).stream().map(Optional::orElseThrow).toList();
    List<String> sorted = new ArrayList<>(digits);
    Collections.sort(sorted);
    assertEquals(sorted, digits);
    assertEquals("001", digits.get(0));
    assertEquals("120", digits.get(119));
  }

  @Test
  void theRestOfAPhotoStays() {
    Photo photo = at("2024-03-15T10:20:30+13:00");
    Photo numbered = Photo.inOrder(List.of(photo, photo)).get(1);
    assertEquals(photo.fileName(), numbered.fileName());
    assertEquals(photo.capturedAt(), numbered.capturedAt());
    assertEquals(photo.capturedFrom(), numbered.capturedFrom());
    assertEquals(photo.mediaType(), numbered.mediaType());
    assertEquals(photo.attributes(), numbered.attributes());
    assertEquals(Optional.empty(), photo.sequence());
  }
}
