package nz.co.medimage.api;

import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Numbers photos that were captured in the same second, because their times do not tell them apart.
 */
final class PhotoSequence {
  private static final int LEAST_DIGITS = 2;

  private PhotoSequence() {}

  static List<Photo> number(List<Photo> photos) {
    Map<LocalDateTime, Integer> inSecond = new HashMap<>();
    photos.forEach(photo -> inSecond.merge(second(photo), 1, Integer::sum));
    Map<LocalDateTime, Integer> numbered = new HashMap<>();
    List<Photo> all = new ArrayList<>();
    for (Photo photo : photos) {
      int of = inSecond.getOrDefault(second(photo), 1);
      if (of > 1) {
        int number = numbered.merge(second(photo), 1, Integer::sum);
        all.add(photo.toBuilder().sequence(digits(number, of)).build());
      } else {
        all.add(photo);
      }
    }
    return all;
  }

  /** All of one length, so that they sort as text too. */
  private static String digits(int number, int of) {
    int digits = Math.max(LEAST_DIGITS, Integer.toString(of).length());
    return String.format(Locale.ROOT, "%0" + digits + "d", number);
  }

  /** The second as file names show it: in local time. */
  private static LocalDateTime second(Photo photo) {
    return photo.capturedAt().toLocalDateTime().truncatedTo(ChronoUnit.SECONDS);
  }
}
