package nz.co.medimage.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** The capture times that a manifest can carry: {@code spec/envelope-v1.md}, section "Manifest". */
final class CaptureTime {
  private static final int LAST_YEAR = 9999;
  private static final int MINUTE = 60;

  /** FAT's zero is the first moment of 1980 in any zone. */
  private static final Instant AFTER_ZERO = Instant.parse("1980-01-02T00:00:00Z");

  private CaptureTime() {}

  static boolean isCarried(OffsetDateTime time) {
    return isYear(time) && time.getOffset().getTotalSeconds() % MINUTE == 0;
  }

  private static boolean isYear(OffsetDateTime time) {
    return time.getYear() >= 0 && time.getYear() <= LAST_YEAR;
  }

  /**
   * The same moment, with an offset of whole minutes: offsets of local mean time, from before
   * standard time, have seconds. A moment outside the years 0 to 9999 says nothing about a photo
   * and becomes now.
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

  /** Whether {@link #carried} gives the same moment. */
  static boolean canBeCarried(OffsetDateTime time) {
    return carried(time).toInstant().equals(time.toInstant());
  }

  /**
   * Whether a file's time of last modification is plausible: neither the zero of NTFS, Unix or FAT,
   * nor in the future.
   */
  static boolean isOfFile(Instant modified, Instant now) {
    return modified.isAfter(AFTER_ZERO) && modified.isBefore(now.plus(1, ChronoUnit.DAYS));
  }

  /** A file's time in a zone; file systems can hold times that no calendar reaches. */
  static OffsetDateTime at(Instant moment, ZoneId zone) {
    try {
      return carried(OffsetDateTime.ofInstant(moment, zone));
    } catch (DateTimeException e) {
      return OffsetDateTime.now(zone);
    }
  }
}
