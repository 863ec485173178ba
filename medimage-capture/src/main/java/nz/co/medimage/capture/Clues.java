package nz.co.medimage.capture;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads times from the texts that cameras write, and judges whether they can be true. */
final class Clues {
  private static final Pattern DATE_TIME =
      Pattern.compile(
          "(\\d{4})[:-](\\d\\d)[:-](\\d\\d)[ T](\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,9})\\d*)?(.*)");
  private static final Pattern OFFSET = Pattern.compile("([+-]\\d\\d):?(\\d\\d)");

  /** The zeros of QuickTime, Unix and FAT. */
  private static final Set<Integer> ZERO_YEARS = Set.of(1904, 1970, 1980);

  private static final int FIRST_PHOTO = 1826;
  private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);
  private static final int NANO_DIGITS = 9;

  private final Clock clock;

  Clues(Clock clock) {
    this.clock = clock;
  }

  /**
   * Reads a time in the form of Exif or ISO 8601.
   *
   * @param text the date and time of day, perhaps a fraction and an offset
   * @param fraction digits behind the point, from a field of their own
   * @param offset from a field of its own
   */
  Optional<OffsetDateTime> time(
      @Nullable String text, @Nullable String fraction, @Nullable String offset) {
    Matcher parts = DATE_TIME.matcher(text == null ? "" : text.strip());
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      String digits = parts.group(7) != null ? parts.group(7) : fraction;
      LocalDateTime local =
          LocalDateTime.of(
              number(parts, 1),
              number(parts, 2),
              number(parts, 3),
              number(parts, 4),
              number(parts, 5),
              number(parts, 6),
              nanos(digits));
      String told = parts.group(8).isBlank() ? offset : parts.group(8);
      return Optional.of(local.atOffset(offset(told).orElseGet(() -> here(local))));
    } catch (DateTimeException e) {
      return Optional.empty(); // zeros, mostly
    }
  }

  private static int number(Matcher parts, int group) {
    return Integer.parseInt(parts.group(group));
  }

  private static int nanos(@Nullable String fraction) {
    String digits = fraction == null ? "" : fraction.strip();
    return digits.matches("[0-9]{1,9}")
        ? Integer.parseInt(digits + "0".repeat(NANO_DIGITS - digits.length()))
        : 0;
  }

  private static Optional<ZoneOffset> offset(@Nullable String text) {
    String told = text == null ? "" : text.strip();
    if (told.equals("Z")) {
      return Optional.of(ZoneOffset.UTC);
    }
    Matcher parts = OFFSET.matcher(told);
    try {
      return parts.matches()
          ? Optional.of(ZoneOffset.of(parts.group(1) + ":" + parts.group(2)))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private ZoneOffset here(LocalDateTime local) {
    return local.atZone(clock.getZone()).getOffset();
  }

  /** A moment in this machine's time zone. */
  OffsetDateTime here(Instant moment) {
    return moment.atZone(clock.getZone()).toOffsetDateTime();
  }

  /** Whether it can be a capture time, and is not the time of a clock that was never set. */
  boolean isBelievable(OffsetDateTime time) {
    return time.getYear() >= FIRST_PHOTO
        && !isZero(time.toLocalDate())
        && !isZero(time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDate())
        && time.toInstant().isBefore(clock.instant().plus(CLOCKS_DIFFER));
  }

  private static boolean isZero(LocalDate day) {
    return day.getDayOfYear() == 1 && ZERO_YEARS.contains(day.getYear());
  }
}
