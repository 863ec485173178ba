package nz.co.medimage.receiver.internal.jpeg;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Blanks the position in XMP packets (XMP specification part 3, section 1.1.3): properties named
 * {@code GPS...}, {@code Latitude} or {@code Longitude} in any namespace become blanks.
 */
final class XmpGps {
  static final String HEADER = "http://ns.adobe.com/xap/1.0/\0";
  static final String EXTENSION_HEADER = "http://ns.adobe.com/xmp/extension/\0";

  // All repetitions are bounded: a hostile packet must not take long.
  private static final String NAME = "(?:[\\w.-]{1,64}:)?(?i:gps\\w{0,64}|latitude|longt?itude)";
  private static final Pattern ATTRIBUTE =
      Pattern.compile(
          "(?<![\\w.:-])" + NAME + "\\s{0,64}=\\s{0,64}(?:\"[^\"]{0,1024}\"|'[^']{0,1024}')");
  private static final Pattern ELEMENT =
      Pattern.compile(
          "<(" + NAME + ")(?:\\s[^<>]{0,1024})?(?:/>|>.{0,1024}?</\\1\\s{0,64}>)", Pattern.DOTALL);
  private static final Pattern LEFT = Pattern.compile("latitude|longt?itude");

  private XmpGps() {}

  /** Blanks what it finds; the whole packet if the position is in it in another way. */
  static void blank(byte[] payload) {
    String packet = new String(payload, StandardCharsets.ISO_8859_1);
    String blanked = blank(ATTRIBUTE, blank(ELEMENT, packet));
    System.arraycopy(blanked.getBytes(StandardCharsets.ISO_8859_1), 0, payload, 0, payload.length);
    Search search = new Search();
    search.add(payload);
    if (search.found()) {
      Arrays.fill(payload, HEADER.length(), payload.length, (byte) ' ');
    }
  }

  private static String blank(Pattern pattern, String packet) {
    return pattern.matcher(packet).replaceAll(match -> " ".repeat(match.group().length()));
  }

  /** Looks for a position in a text that comes in parts, in any of its encodings. */
  static final class Search {
    private static final int OVERLAP = 64;

    private String tail = "";
    private boolean found;

    void add(byte[] part) {
      // In UTF-16 and UTF-32 these letters only have zeros between them.
      String text =
          new String(part, StandardCharsets.ISO_8859_1).replace("\0", "").toLowerCase(Locale.ROOT);
      String joined = tail + text;
      Matcher left = LEFT.matcher(joined);
      found |= left.find();
      tail = joined.substring(Math.max(0, joined.length() - OVERLAP));
    }

    boolean found() {
      return found;
    }
  }
}
