package nz.co.medimage.console;

import java.text.MessageFormat;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.ResourceBundle;

/** All that the pages say, in one language. */
final class Texts {
  /** The bundle; a translation is a file of the same name with its language, as usual. */
  static final String BUNDLE = "nz.co.medimage.console.texts";

  private final Locale locale;
  private final ZoneId zone;
  private final ResourceBundle bundle;
  private final DateTimeFormatter time;
  private final String place;

  Texts(Locale locale, ZoneId zone) {
    this(locale, zone, "");
  }

  private Texts(Locale locale, ZoneId zone, String place) {
    this.place = place;
    bundle = ResourceBundle.getBundle(BUNDLE, locale);
    this.locale = locale;
    this.zone = zone;
    time =
        DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
            .withLocale(locale)
            .withZone(zone);
  }

  /** The same, but for what is said otherwise on other computers. */
  Texts elsewhere() {
    return new Texts(locale, zone, ".elsewhere");
  }

  /** The language, for the browser. */
  String language() {
    String tag = bundle.getLocale().toLanguageTag();
    return tag.equals("und") ? "en" : tag;
  }

  /**
   * A text.
   *
   * @param values for {@code {0}}, {@code {1}} and so on
   */
  String get(String key, Object... values) {
    Object[] texts = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      texts[i] = values[i].toString();
    }
    String own = bundle.containsKey(key + place) ? key + place : key;
    return new MessageFormat(bundle.getString(own), Locale.ROOT).format(texts);
  }

  /** A number, as people here write it. */
  String number(long number) {
    return NumberFormat.getIntegerInstance(locale).format(number);
  }

  /** A day and time, as people here write it. */
  String time(Instant instant) {
    return time.format(instant);
  }
}
