package nz.co.medimage.sink.practice.internal.web;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import nz.co.medimage.api.Capitals;

/** The form in which a value is written: what stands after the colon of a placeholder. */
enum Format {
  /** As it is. */
  PLAIN,
  BASE64,
  HEX,
  NUMBER,
  BOOLEAN,
  DATE,
  TIME,
  INSTANT,
  COMPACT,
  UPPER,
  LOWER,
  FHIR,
  RFC8187,
  URL;

  /** The name of the bytes of the file that is sent. */
  static final String CONTENT = "content";

  /** The names whose values are bytes. */
  static final Set<String> BYTES = Set.of(CONTENT, "sha1", "sha256");

  private static final Set<String> TIMES = Set.of("captured", "received", "now");
  private static final Pattern JSON_NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?");
  private static final DateTimeFormatter COMPACT_TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  /** The words that may stand after the colon. */
  static List<String> words() {
    return Arrays.stream(values()).filter(f -> f != PLAIN).map(Format::word).toList();
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The format of a word. */
  static Optional<Format> of(String word) {
    return Arrays.stream(values())
        .filter(format -> format != PLAIN && format.word().equals(word))
        .findFirst();
  }

  /** Whether it suits what a name stands for. */
  boolean suits(String name) {
    return switch (this) {
      case PLAIN -> !name.equals(CONTENT);
      case BASE64 -> true;
      case HEX -> BYTES.contains(name);
      case DATE, TIME, INSTANT, COMPACT -> TIMES.contains(name);
      default -> !BYTES.contains(name) && !TIMES.contains(name);
    };
  }

  /** Bytes as text. */
  String of(byte[] bytes) {
    return this == BASE64
        ? Base64.getEncoder().encodeToString(bytes)
        : HexFormat.of().formatHex(bytes);
  }

  /**
   * A value as text.
   *
   * @param value a text, a number or a time
   */
  String of(String name, Object value) throws UnfitValueException {
    if (value instanceof OffsetDateTime time) {
      return of(time);
    }
    String text = value.toString();
    return switch (this) {
      case BASE64 -> of(text.getBytes(StandardCharsets.UTF_8));
      case NUMBER -> checked(name, text, JSON_NUMBER.matcher(text).matches());
      case BOOLEAN -> checked(name, text, text.equals("true") || text.equals("false"));
      case UPPER -> Capitals.of(text);
      case LOWER -> text.toLowerCase(Locale.ROOT);
      case FHIR -> text.replaceAll("[\\\\,|$]", "\\\\$0");
      case RFC8187 -> "UTF-8''" + Escape.percent(text);
      default -> text;
    };
  }

  private String checked(String name, String text, boolean holds) throws UnfitValueException {
    if (!holds) {
      throw new UnfitValueException(name, "is no " + word());
    }
    return text;
  }

  private String of(OffsetDateTime time) {
    return switch (this) {
      case DATE -> time.format(DateTimeFormatter.ISO_LOCAL_DATE);
      case TIME -> time.format(SECONDS);
      case INSTANT ->
          time.withOffsetSameInstant(ZoneOffset.UTC)
              .truncatedTo(ChronoUnit.MILLIS)
              .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
      case COMPACT -> time.format(COMPACT_TIME);
      case BASE64 -> of(plain(time).getBytes(StandardCharsets.UTF_8));
      default -> plain(time);
    };
  }

  private static String plain(OffsetDateTime time) {
    return time.truncatedTo(ChronoUnit.MILLIS).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
  }
}
