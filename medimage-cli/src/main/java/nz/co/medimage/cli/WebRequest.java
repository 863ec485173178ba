package nz.co.medimage.cli;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okio.Buffer;

/**
 * One request of the classic connector as a step of a profile. Its placeholders become those of
 * profiles, which escape what they stand for.
 */
final class WebRequest {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\[([A-Za-z]{2,20})\\]");
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(https?://[^/?#\\s]+)(/[^?#\\s]*)?(?:\\?([^#\\s]*))?", Pattern.CASE_INSENSITIVE);

  /** What a placeholder is called in profiles. */
  private static final Map<String, String> NAMES =
      Map.of(
          "ID", "id",
          "NHID", "id",
          "patientID", "patient",
          "currentDateTime", "now",
          "photoname", "title",
          "fullphotopath", "path",
          "filelength", "length",
          "sessionID", "session");

  private static final Set<String> VALUES = Set.of("staffname", "computer", "location");

  /** Those that the client of a profile writes itself. */
  private static final Set<String> OWN_HEADERS =
      Set.of("content-type", "content-length", "host", "connection", "transfer-encoding");

  private final String endpoint;
  private final Set<String> used = new TreeSet<>();

  /**
   * Begins.
   *
   * @param endpoint its address
   */
  WebRequest(String endpoint) {
    this.endpoint = endpoint;
  }

  /** The placeholders that were converted so far, as the classic connector calls them. */
  Set<String> used() {
    return used;
  }

  /** Scheme, host and port of an address. */
  static String origin(String endpoint) throws UnmappedException {
    return parts(endpoint).group(1);
  }

  private static Matcher parts(String endpoint) throws UnmappedException {
    Matcher parts = ADDRESS.matcher(endpoint);
    if (!parts.matches()) {
      throw new UnmappedException("it is no address such as https://server/path");
    }
    return parts;
  }

  /** Puts the address into a step. */
  void address(Map<String, Object> step) throws UnmappedException {
    Matcher parts = parts(endpoint);
    String path = parts.group(2) == null ? "/" : parts.group(2);
    step.put("url", parts.group(1) + converted(path, ""));
    Map<String, Object> query = new LinkedHashMap<>();
    if (parts.group(3) != null) {
      for (String[] pair : pairs(parts.group(3))) {
        query.put(pair[0], converted(pair[1], ""));
      }
    }
    if (!query.isEmpty()) {
      step.put("query", query);
    }
  }

  private static List<String[]> pairs(String text) throws UnmappedException {
    List<String[]> pairs = new ArrayList<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new UnmappedException("its parameters are not such as name=value&name=value");
      }
      try {
        pairs.add(
            new String[] {
              URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8)
            });
      } catch (IllegalArgumentException e) {
        throw new UnmappedException("a % in its parameters is not followed by two digits");
      }
    }
    return pairs;
  }

  /**
   * Puts placeholders of profiles in place of the classic ones.
   *
   * @param format how values are written, such as {@code :number}
   */
  private String converted(String text, String format) throws UnmappedException {
    Matcher matcher = PLACEHOLDER.matcher(text);
    StringBuilder converted = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(1);
      String with = matcher.group();
      if (name.equals("soapEndpoint")) {
        with = endpoint;
      } else if (name.equals("contentLength")) {
        throw new UnmappedException("it uses [contentLength] outside the header for it");
      } else if (NAMES.containsKey(name) || VALUES.contains(name)) {
        used.add(name);
        with = "{{" + NAMES.getOrDefault(name, name) + format + "}}";
      }
      matcher.appendReplacement(converted, Matcher.quoteReplacement(with));
    }
    return matcher.appendTail(converted).toString();
  }

  /** Puts headers into a step, without those that the client writes itself. */
  void headers(Map<String, Object> step, List<String> lines) throws UnmappedException {
    Map<String, Object> headers = new LinkedHashMap<>();
    for (String line : lines) {
      String name = name(line);
      if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
        headers.put(name, converted(value(line), ""));
      }
    }
    if (!headers.isEmpty()) {
      step.put("headers", headers);
    }
  }

  static String name(String header) {
    int colon = header.indexOf(':');
    return (colon < 0 ? header : header.substring(0, colon)).strip();
  }

  static String value(String header) {
    int colon = header.indexOf(':');
    return colon < 0 ? "" : header.substring(colon + 1).strip();
  }

  /** A body of XML. */
  Map<String, Object> xml(String text) throws UnmappedException {
    return Map.of("xml", converted(text, ""));
  }

  /** A body of JSON or, where it is none, of a form. */
  Map<String, Object> json(String text) throws UnmappedException {
    if (!text.startsWith("{") && !text.startsWith("[")) {
      Map<String, Object> form = new LinkedHashMap<>();
      for (String[] pair : pairs(text)) {
        form.put(pair[0], converted(pair[1], ""));
      }
      return Map.of("form", form);
    }
    try (JsonReader reader = JsonReader.of(new Buffer().writeUtf8(quoted(text)))) {
      Object json = reader.readJsonValue();
      if (json != null && reader.peek() == JsonReader.Token.END_DOCUMENT) {
        return Map.of("json", json);
      }
    } catch (IOException | JsonDataException e) {
      // the sentence below has no part of the text, which may hold a password
    }
    throw new UnmappedException("it is no valid JSON");
  }

  /** Converts placeholders inside strings as text, and those outside as numbers in a string. */
  private String quoted(String json) throws UnmappedException {
    StringBuilder quoted = new StringBuilder();
    int at = 0;
    while (at < json.length()) {
      int end = at;
      if (json.charAt(at) == '"') {
        end++;
        while (end < json.length() && json.charAt(end) != '"') {
          end += json.charAt(end) == '\\' ? 2 : 1;
        }
        end = Math.min(json.length(), end + 1);
        quoted.append(converted(json.substring(at, end), ""));
      } else if (json.charAt(at) == '[' && SqlTokens.placeholderEnd(json, at) > 0) {
        end = SqlTokens.placeholderEnd(json, at);
        quoted.append('"').append(converted(json.substring(at, end), ":number")).append('"');
      } else {
        quoted.append(json.charAt(end++));
      }
      at = end;
    }
    return quoted.toString();
  }

  /** A body of several parts: those of a form or a flat object of JSON, and the photo. */
  Map<String, Object> multipart(Map<String, Object> body) throws UnmappedException {
    List<Map<String, Object>> parts = new ArrayList<>();
    Object fields = body.getOrDefault("form", body.get("json"));
    if (!(fields instanceof Map<?, ?> map)) {
      throw new UnmappedException("it is no list of fields, which could go beside a photo");
    }
    for (Map.Entry<?, ?> each : map.entrySet()) {
      if (each.getValue() instanceof Map || each.getValue() instanceof List) {
        throw new UnmappedException("it has objects in objects, which cannot go beside a photo");
      }
      parts.add(Map.of("name", each.getKey(), "value", String.valueOf(each.getValue())));
    }
    parts.add(Map.of("name", "photo", "file", true));
    return Map.of("multipart", parts);
  }
}
