package nz.co.medimage.sink.practice.internal.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** What the server answered. Not for use by several threads at once. */
final class Answer {
  /** That a server can want to be left alone for. */
  static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private static final int LONGEST_START = 1 << 16;

  /** Byte order marks, and the other half of characters in UTF-16. */
  private static final Pattern MARKS =
      Pattern.compile("^(\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)|\0");

  private final int status;
  private final Headers headers;
  private final byte[] body;
  private @Nullable AnswerPart json;
  private @Nullable AnswerPart xml;

  Answer(int status, Headers headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  int status() {
    return status;
  }

  /** A header; null if there is none. */
  @Nullable String header(String name) {
    return headers.get(name);
  }

  /** The whole body as JSON or as XML; nothing if it is neither. */
  AnswerPart whole(boolean isJson) {
    if (isJson) {
      json = json == null ? readJson() : json;
      return json;
    }
    xml = xml == null ? readXml() : xml;
    return xml;
  }

  private AnswerPart readJson() {
    try {
      return new AnswerPart.Json(AnswerJson.read(body));
    } catch (IOException e) {
      return AnswerPart.nothing();
    }
  }

  private AnswerPart readXml() {
    try {
      return new AnswerPart.Xml(Xml.document(body));
    } catch (XMLStreamException | RuntimeException e) {
      return AnswerPart.nothing();
    }
  }

  /** Whether it is a page of HTML, by how its body begins and by what its header says. */
  boolean isPage() {
    String start = new String(body, 0, Math.min(body.length, LONGEST_START), ISO_8859_1);
    start = MARKS.matcher(start).replaceAll("").stripLeading();
    boolean isXml = start.startsWith("<?xml");
    String rest = withoutProlog(start).toLowerCase(Locale.ROOT);
    String type = String.valueOf(headers.get("Content-Type")).toLowerCase(Locale.ROOT);
    return rest.startsWith("<!doctype html")
        || rest.startsWith("<html")
        || (!isXml && rest.startsWith("<") && type.contains("html"));
  }

  /** What is behind declarations and comments. */
  private static String withoutProlog(String start) {
    String rest = start;
    while (rest.startsWith("<!--") || rest.startsWith("<?")) {
      String end = rest.startsWith("<?") ? "?>" : "-->";
      int at = rest.indexOf(end);
      if (at < 0) {
        return rest;
      }
      rest = rest.substring(at + end.length()).stripLeading();
    }
    return rest;
  }

  /** How long the server wants to be left alone: RFC 9110, section 10.2.3; an hour at most. */
  Optional<Duration> retryAfter(Instant now) {
    String text = headers.get("Retry-After");
    if (text == null) {
      return Optional.empty();
    }
    Duration pause;
    try {
      pause = Duration.ofSeconds(Long.parseLong(text.strip()));
    } catch (NumberFormatException | ArithmeticException e) {
      Date date = headers.getDate("Retry-After");
      if (date == null) {
        return Optional.empty();
      }
      pause = Duration.between(now, date.toInstant());
    }
    if (pause.isNegative()) {
      return Optional.empty();
    }
    return Optional.of(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
  }

  /** Shows the status alone: the rest may be about a patient. */
  @Override
  public String toString() {
    return "Answer[" + status + "]";
  }
}
