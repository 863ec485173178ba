package nz.co.medimage.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** What of a moment a manifest can carry: {@code spec/envelope-v1.md}, section "Manifest". */
final class CaptureTime {
  private static final int LAST_YEAR = 9999;
  private static final int MINUTE = 60;

  private CaptureTime() {}

  static boolean isCarried(OffsetDateTime time) {
    return isYear(time) && time.getOffset().getTotalSeconds() % MINUTE == 0;
  }

  private static boolean isYear(OffsetDateTime time) {
    return time.getYear() >= 0 && time.getYear() <= LAST_YEAR;
  }

  /**
   * The same moment, with an offset of whole minutes: local mean times, before standard time, have
   * seconds. A moment outside the years 0 to 9999 says nothing about a photo, and becomes now.
   */
  static OffsetDateTime carried(OffsetDateTime time) {
    if (isCarried(time)) {
      return time;
    }
    int seconds = time.getOffset().getTotalSeconds();
    if (isYear(time)) {
      OffsetDateTime whole =
          time.withOffsetSameInstant(ZoneOffset.ofTotalSeconds(seconds - seconds % MINUTE));
      if (isYear(whole)) {
        return whole;
      }
    }
    return OffsetDateTime.now(ZoneId.systemDefault());
  }

  /** A time of a file as it is in a zone; file systems can hold times that no calendar reaches. */
  static OffsetDateTime at(Instant moment, ZoneId zone) {
    try {
      return carried(OffsetDateTime.ofInstant(moment, zone));
    } catch (DateTimeException e) {
      return OffsetDateTime.now(zone);
    }
  }
}
