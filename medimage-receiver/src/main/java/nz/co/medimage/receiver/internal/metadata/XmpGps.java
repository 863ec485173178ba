package nz.co.medimage.receiver.internal.metadata;

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

  private static final Pattern LEFT = Pattern.compile("latitude|longt?itude");

  private XmpGps() {}

  /** Blanks what it finds; the whole packet if the position is in it in another way. */
  static void blank(byte[] payload) {
    boolean whole = !new Properties(payload).blank();
    Search search = new Search();
    search.add(payload);
    if (whole || search.found()) {
      Arrays.fill(payload, HEADER.length(), payload.length, (byte) ' ');
    }
  }

  /**
   * The attributes and elements of a packet that is text in an encoding with ASCII in it. It is
   * read once from the front, whatever is in it: a hostile one must not take long.
   */
  private static final class Properties {
    private static final Pattern NAME = Pattern.compile("(?i)gps\\w*|latitude|longt?itude");

    private final byte[] payload;
    private final String packet;

    Properties(byte[] payload) {
      this.payload = payload;
      this.packet = new String(payload, StandardCharsets.ISO_8859_1);
    }

    /** Blanks those of a position; false if one of them has no end. */
    boolean blank() {
      for (int at = HEADER.length(); at < packet.length(); ) {
        int end = endOfName(at);
        int next = Math.max(end, at + 1);
        if (isPosition(at, end)) {
          boolean isElement = packet.charAt(at - 1) == '<';
          int past = isElement ? pastElement(at, end) : pastAttribute(end);
          if (past < 0) {
            return false;
          }
          if (past > end) {
            Arrays.fill(payload, isElement ? at - 1 : at, past, (byte) ' ');
            next = past;
          }
        }
        at = next;
      }
      return true;
    }

    private int endOfName(int at) {
      int end = at;
      while (end < packet.length() && isOfName(packet.charAt(end))) {
        end++;
      }
      return end;
    }

    private static boolean isOfName(char c) {
      return c < 0x80 && (Character.isLetterOrDigit(c) || "_-.:".indexOf(c) >= 0);
    }

    private boolean isPosition(int from, int to) {
      String name = packet.substring(from, to);
      return NAME.matcher(name.substring(name.lastIndexOf(':') + 1)).matches();
    }

    /** Where an element ends that has this name; negative if it does not. */
    private int pastElement(int from, int to) {
      int tag = packet.indexOf('>', to);
      if (tag < 0 || packet.charAt(tag - 1) == '/') {
        return tag < 0 ? tag : tag + 1;
      }
      int close = packet.indexOf("</" + packet.substring(from, to), tag);
      int end = close < 0 ? close : packet.indexOf('>', close);
      return end < 0 ? end : end + 1;
    }

    /**
     * Where the value ends that is given to a name; negative if it does not, 0 if there is none.
     */
    private int pastAttribute(int to) {
      int at = pastBlanks(to);
      if (at == packet.length() || packet.charAt(at) != '=') {
        return 0;
      }
      at = pastBlanks(at + 1);
      if (at == packet.length() || "\"'".indexOf(packet.charAt(at)) < 0) {
        return 0;
      }
      int end = packet.indexOf(packet.charAt(at), at + 1);
      return end < 0 ? end : end + 1;
    }

    private int pastBlanks(int from) {
      int at = from;
      while (at < packet.length() && Character.isWhitespace(packet.charAt(at))) {
        at++;
      }
      return at;
    }
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
