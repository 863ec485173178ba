package nz.co.medimage.sink.folders;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PortableName;
import nz.co.medimage.api.spi.StagedPhoto;
import org.jspecify.annotations.Nullable;

/**
 * How photos are named: text and placeholders. Whatever a placeholder holds, the outcome is one
 * portable file name; the same photo gets the same one each time. Immutable.
 */
final class NamePattern {
  static final String DEFAULT = "{words}-{captured:dd-MMM-uuuu-HH-mm-ss}";

  private static final Pattern PART = Pattern.compile("\\{([a-z]+)(?::([^{}]+))?}|([^{}]+)");
  private static final String KNOWN =
      "the placeholders of a file name are {words}, {folders}, {device}, {counter} and {captured:"
          + "FORMAT} with a format such as yyyyMMdd-HHmmss";
  private static final String SEPARATORS = "-_.,";
  private static final OffsetDateTime SAMPLE =
      OffsetDateTime.of(2026, 9, 30, 23, 59, 59, 0, ZoneOffset.UTC);

  /** What may follow is a number, a label of a companion, a number again and an extension. */
  private static final int MOST_BYTES = 208;

  private static final int MOST_BYTES_OF_VALUE = 60;

  /** What a photo has to say for a part of its name. */
  @FunctionalInterface
  private interface Value {
    String of(StagedPhoto photo);
  }

  /**
   * One part of the pattern.
   *
   * @param isText text that stands in the pattern, in place of a value
   * @param mayBeCut whether the value may be shortened where the name is too long
   */
  private record Part(boolean isText, boolean mayBeCut, Value value) {}

  private final List<Part> parts;

  private NamePattern(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException with one sentence for the user if it cannot be one
   */
  static NamePattern parse(String pattern) {
    List<Part> parts = new ArrayList<>();
    Matcher part = PART.matcher(pattern);
    boolean isCounted = false;
    int end = 0;
    while (part.find() && part.start() == end) {
      end = part.end();
      String text = part.group(3);
      isCounted |= "counter".equals(part.group(1));
      parts.add(text != null ? text(text) : placeholder(part.group(1), part.group(2)));
    }
    if (end < pattern.length() || pattern.isEmpty()) {
      throw new IllegalArgumentException(
          "the pattern of file names '" + pattern + "' is empty or has a brace too many; " + KNOWN);
    }
    if (!isCounted) {
      parts.add(text("-"));
      parts.add(placeholder("counter", null));
    }
    return new NamePattern(parts);
  }

  private static Part text(String text) {
    text.codePoints()
        .filter(c -> !PortableName.isAllowed(c))
        .findFirst()
        .ifPresent(
            c -> {
              throw new IllegalArgumentException(
                  "a pattern of file names holds letters, digits and signs such as - and _ beside"
                      + " its placeholders, but not '"
                      + Character.toString(c)
                      + "'; it names files, not folders");
            });
    return new Part(true, false, photo -> text);
  }

  private static Part placeholder(String name, @Nullable String format) {
    if (name.equals("captured") && format != null) {
      DateTimeFormatter when = formatter(format);
      return new Part(false, false, photo -> portable(when.format(photo.manifest().capturedAt())));
    }
    if (format != null || name.equals("captured")) {
      throw new IllegalArgumentException(
          "{" + name + (format == null ? "" : ":" + format) + "} cannot be read; " + KNOWN);
    }
    return switch (name) {
      case "words" -> new Part(false, true, photo -> words(photo.manifest().tag()));
      case "folders" ->
          new Part(false, true, photo -> String.join("-", photo.manifest().tag().folders()));
      case "device" -> new Part(false, true, photo -> portable(photo.from()));
      case "counter" -> new Part(false, false, photo -> photo.manifest().sequence().orElse(""));
      default -> throw new IllegalArgumentException("{" + name + "} is not known; " + KNOWN);
    };
  }

  private static DateTimeFormatter formatter(String format) {
    try {
      DateTimeFormatter formatter = DateTimeFormatter.ofPattern(format, Locale.ENGLISH);
      formatter.formatTo(SAMPLE, new StringBuilder());
      return formatter;
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IllegalArgumentException(
          "{captured:" + format + "} is no format of a time; one is yyyyMMdd-HHmmss");
    }
  }

  private static String portable(String value) {
    return PortableName.of(value, MOST_BYTES_OF_VALUE);
  }

  private static String words(PatientTag tag) {
    return tag.words().isEmpty() && tag.folders().isEmpty()
        ? "image"
        : String.join("-", tag.words());
  }

  /** The name of a photo that is to be filed into these folders. */
  PhotoName name(StagedPhoto photo, List<String> folders) {
    return new PhotoName(folders, stem(photo), photo.manifest().extension());
  }

  /**
   * The name without its number and extension.
   *
   * @return at most 208 bytes of UTF-8
   */
  private String stem(StagedPhoto photo) {
    List<String> values = new ArrayList<>();
    parts.forEach(part -> values.add(part.value().of(photo)));
    shorten(values);
    String stem = PortableName.of(join(values), MOST_BYTES);
    return PhotoName.unlikeCompanion(stem.isEmpty() ? "image" : stem);
  }

  /** Takes what is too much off the longest values that may be cut. */
  private void shorten(List<String> values) {
    for (int tries = 0; tries < values.size(); tries++) {
      int excess = bytes(join(values)) - MOST_BYTES;
      int longest = longest(values).orElse(-1);
      if (excess <= 0 || longest < 0) {
        return;
      }
      String value = values.get(longest);
      values.set(longest, PortableName.cut(value, Math.max(0, bytes(value) - excess)));
    }
  }

  private Optional<Integer> longest(List<String> values) {
    Optional<Integer> longest = Optional.empty();
    for (int i = 0; i < values.size(); i++) {
      if (parts.get(i).mayBeCut()
          && (longest.isEmpty() || bytes(values.get(i)) > bytes(values.get(longest.get())))) {
        longest = Optional.of(i);
      }
    }
    return longest;
  }

  /**
   * A value that is empty takes the separators before it along, or at the beginning those behind.
   */
  private String join(List<String> values) {
    StringBuilder name = new StringBuilder();
    String text = "";
    boolean beganEmpty = false;
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      boolean isFirst = name.length() == 0 && text.isEmpty();
      if (parts.get(i).isText()) {
        text += isFirst && beganEmpty ? withoutSeparators(value, true) : value;
      } else if (value.isEmpty()) {
        text = withoutSeparators(text, false);
        beganEmpty |= name.length() == 0 && text.isEmpty();
      } else {
        name.append(text).append(value);
        text = "";
      }
    }
    return name.append(text).toString();
  }

  private static String withoutSeparators(String text, boolean inFront) {
    int begin = 0;
    int end = text.length();
    while (begin < end && SEPARATORS.indexOf(text.charAt(inFront ? begin : end - 1)) >= 0) {
      begin += inFront ? 1 : 0;
      end -= inFront ? 0 : 1;
    }
    return text.substring(begin, end);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
