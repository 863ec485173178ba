package nz.co.medimage.sink.practice.internal;

import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Dates of birth as databases and web services write them. */
public final class IsoDay {
  private static final int LENGTH = 10;

  private IsoDay() {}

  /** The day with which a text begins, such as {@code 1980-02-29T00:00Z}; null if it is none. */
  public static @Nullable LocalDate find(String text) {
    try {
      return text.length() < LENGTH ? null : LocalDate.parse(text.substring(0, LENGTH));
    } catch (DateTimeException e) {
      return null;
    }
  }
}
