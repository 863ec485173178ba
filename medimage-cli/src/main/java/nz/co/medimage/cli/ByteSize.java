package nz.co.medimage.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A size as people write it, such as {@code 16MiB}.
 *
 * @param bytes at least 1
 */
record ByteSize(long bytes) {
  private static final Pattern FORM =
      Pattern.compile("(?i)([0-9]{1,12})\\s*(B|KiB|MiB|GiB|KB|MB|GB)?");

  static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new IllegalArgumentException("a size is a number with a unit, such as 16MiB");
    }
    String unit = matcher.group(2) == null ? "B" : matcher.group(2).toUpperCase(Locale.ROOT);
    long step = unit.contains("I") ? 1024 : 1000;
    int power = Math.max(0, "BKMG".indexOf(unit.charAt(0)));
    long bytes = Long.parseLong(matcher.group(1));
    for (int i = 0; i < power; i++) {
      bytes = Math.multiplyExact(bytes, step);
    }
    return new ByteSize(bytes);
  }

  /** The largest unit in which the size is a short number. */
  static String format(long bytes) {
    if (bytes < 10_000) {
      return bytes + " B";
    }
    return bytes < 10_000_000
        ? String.format(Locale.ROOT, "%.0f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.0f MB", bytes / 1e6);
  }
}
