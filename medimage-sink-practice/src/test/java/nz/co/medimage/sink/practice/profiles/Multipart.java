package nz.co.medimage.sink.practice.profiles;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okio.ByteString;

/** A multipart form as a server reads it. */
record Multipart(List<Part> parts) {
  private static final Pattern NAME = Pattern.compile("[ ;]name=\"([^\"]*)\"");
  private static final Pattern FILE_NAME = Pattern.compile("filename=\"([^\"]*)\"");

  /** One part; the name of its file is empty if it is none. */
  record Part(String name, String fileName, ByteString content) {
    @Override
    public String toString() {
      return "Part[" + name + "]";
    }
  }

  static Multipart parse(FakeService.Request request) {
    String type = request.header("Content-Type").orElse("");
    if (!type.startsWith("multipart/form-data; boundary=")) {
      throw new AssertionError("no form: " + type);
    }
    String boundary = type.substring(type.indexOf('=') + 1);
    List<Part> parts = new ArrayList<>();
    String[] texts = ("\r\n" + request.bytes()).split(Pattern.quote("\r\n--" + boundary), -1);
    for (int i = 1; i < texts.length - 1; i++) {
      int gap = texts[i].indexOf("\r\n\r\n");
      String head = texts[i].substring(0, gap);
      ByteString content =
          ByteString.encodeString(texts[i].substring(gap + 4), StandardCharsets.ISO_8859_1);
      parts.add(new Part(find(NAME, head), find(FILE_NAME, head), content));
    }
    return new Multipart(parts);
  }

  private static String find(Pattern pattern, String head) {
    Matcher matcher = pattern.matcher(head);
    return matcher.find() ? matcher.group(1) : "";
  }

  Part last() {
    return parts.get(parts.size() - 1);
  }

  String text(String name) {
    return parts.stream()
        .filter(part -> part.name().equals(name))
        .map(part -> part.content().utf8())
        .findFirst()
        .orElse("");
  }
}
