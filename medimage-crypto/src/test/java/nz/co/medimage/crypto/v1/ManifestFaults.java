package nz.co.medimage.crypto.v1;

import java.util.LinkedHashMap;
import java.util.Map;

/** What can be wrong with a manifest: by name, what it is, the text to replace, and by what. */
final class ManifestFaults {
  private ManifestFaults() {}

  static Map<String, String[]> all() {
    Map<String, String[]> faults = new LinkedHashMap<>();
    json(faults);
    tags(faults);
    fields(faults);
    return faults;
  }

  private static void json(Map<String, String[]> faults) {
    put(faults, "trailing", "Something behind the object.", "arm\"}}", "arm\"}}1");
    put(faults, "field-twice", "A field twice.", "\"length\"", "\"tag\":\"#B\",\"length\"");
    put(
        faults,
        "field-twice-null",
        "A field twice, once null.",
        "\"length\"",
        "\"x\":null,\"x\":1,\"length\"");
    put(
        faults,
        "field-twice-inside",
        "A field twice in an object inside.",
        "\"site\"",
        "\"site\":\"a\",\"site\"");
    put(
        faults,
        "too-deep",
        "An array that is nested too deeply.",
        "\"length\"",
        "\"x\":" + "[".repeat(16) + "]".repeat(16) + ",\"length\"");
    put(faults, "control-character", "A raw line feed.", ",\"length\"", ",\n\"length\"");
    put(faults, "half-character", "An escape for one half of a character.", "left arm", "\\ud83d");
    put(faults, "comment", "A comment.", ",\"length\"", ",/**/\"length\"");
    put(faults, "single-quotes", "A name in single quotes.", "\"length\"", "'length'");
    put(faults, "not-a-number", "NaN.", "\"length\":42", "\"length\":NaN");
  }

  private static void tags(Map<String, String[]> faults) {
    String tag = "#ZAC5361 arm";
    put(faults, "tag-path", "A path for a tag.", tag, "../../etc");
    put(faults, "tag-parent", "The parent folder for a tag.", tag, "#..");
    put(faults, "tag-reserved", "A name that Windows reserves.", tag, "#CON");
    put(faults, "tag-hidden", "A folder that would be hidden.", tag, "#.A");
    put(faults, "tag-bidi", "A character that turns the reading direction.", tag, "#A\\u202eB");
    put(faults, "tag-control", "A control character.", tag, "#A\\u0000B");
    put(faults, "tag-long", "A tag of 129 characters.", tag, "#" + "A".repeat(128));
    put(faults, "tag-number", "A number for a tag.", "\"" + tag + "\"", "5");
    put(faults, "tag-missing", "No tag.", "\"tag\":\"" + tag + "\",", "");
    put(faults, "tag-null", "Null for a tag.", "\"" + tag + "\"", "null");
  }

  private static void fields(Map<String, String[]> faults) {
    put(faults, "file-name-path", "A path for a file name.", "IMG_0001.JPG", "../IMG_0001.JPG");
    put(faults, "file-name-empty", "An empty file name.", "IMG_0001.JPG", "");
    put(faults, "file-name-missing", "No file name.", "\"fileName\":\"IMG_0001.JPG\",", "");
    put(faults, "media-type", "A media type without a subtype.", "image/jpeg", "image");
    put(faults, "captured-at-local", "A time without an offset.", "+12:00", "");
    put(faults, "captured-at-impossible", "The 31st of February.", "2017-08-10", "2017-02-31");
    put(faults, "captured-at-year", "A year of five digits.", "2017-08-10", "+12017-08-10");
    moments(faults);
    optional(faults);
    put(faults, "length-infinite", "A length beyond any double.", ":42,", ":1e400,");
    put(faults, "length-zero", "A length of zero.", "\"length\":42", "\"length\":0");
    put(faults, "length-negative", "A negative length.", "\"length\":42", "\"length\":-42");
    put(
        faults,
        "length-fraction",
        "A length that is no whole number.",
        "\"length\":42",
        "\"length\":42.5");
    put(
        faults,
        "length-large",
        "A length of 2^53.",
        "\"length\":42",
        "\"length\":9007199254740992");
    put(faults, "length-text", "A text for a length.", "\"length\":42", "\"length\":\"42\"");
    put(
        faults,
        "length-larger",
        "One byte more than there is, within the padding.",
        "\"length\":42",
        "\"length\":43");
    put(faults, "length-smaller", "One byte less than there is.", "\"length\":42", "\"length\":41");
    put(
        faults,
        "sha256-short",
        "A SHA-256 of one digit.",
        "\"sha256\":\"",
        "\"sha256\":\"0\",\"was\":\"");
    put(
        faults,
        "sha256-capitals",
        "A SHA-256 in capitals.",
        "\"sha256\":\"",
        "\"sha256\":\"" + "A".repeat(64) + "\",\"was\":\"");
    put(faults, "device-name-missing", "No device name.", "\"deviceName\":\"Ward phone\",", "");
    put(
        faults,
        "attributes-array",
        "An array for the attributes.",
        "{\"site\":\"left arm\"}",
        "[]");
    put(faults, "attributes-number", "A number for an attribute.", "\"left arm\"", "1");
  }

  private static void optional(Map<String, String[]> faults) {
    String[][] bad = {
      {"captured-from-capitals", "Capitals in capturedFrom.", "\"capturedFrom\":\"Exif\""},
      {"captured-from-empty", "An empty capturedFrom.", "\"capturedFrom\":\"\""},
      {"captured-from-null", "Null for capturedFrom.", "\"capturedFrom\":null"},
      {"sequence-number", "A number for a sequence.", "\"sequence\":2"},
      {"sequence-path", "A path for a sequence.", "\"sequence\":\"/../2\""},
      {"sequence-long", "A sequence of seven digits.", "\"sequence\":\"0000001\""},
      {"sequence-other-digits", "Arabic digits.", "\"sequence\":\"\u0661\""},
    };
    for (String[] each : bad) {
      put(faults, each[0], each[1], "\"length\"", each[2] + ",\"length\"");
    }
  }

  private static void moments(Map<String, String[]> faults) {
    String time = "T09:21:45+12:00";
    put(faults, "captured-at-leap-second", "A leap second.", time, "T23:59:60Z");
    put(faults, "captured-at-hour-24", "Hour 24.", time, "T24:00:00Z");
    put(faults, "captured-at-small-t", "A small t.", time, "t09:21:45+12:00");
    put(faults, "captured-at-small-z", "A small z.", time, "T09:21:45z");
    put(faults, "captured-at-no-seconds", "No seconds.", time, "T09:21+12:00");
    put(faults, "captured-at-offset", "An offset beyond 18 hours.", time, "T09:21:45+18:01");
    put(faults, "captured-at-offset-hours", "Hours alone for an offset.", time, "T09:21:45+12");
    put(faults, "captured-at-fraction", "Ten digits.", time, "T09:21:45.1234567890+12:00");
  }

  /** Manifests that are no object at all; each character is a byte. */
  static Map<String, String[]> whole() {
    Map<String, String[]> faults = new LinkedHashMap<>();
    faults.put("array", new String[] {"An array.", "[]"});
    faults.put("text", new String[] {"A text.", "\"x\""});
    faults.put("cut", new String[] {"An object that does not end.", "{\"tag\":\"\""});
    faults.put("blank", new String[] {"Blanks.", "    "});
    faults.put("not-utf8", new String[] {"A byte that UTF-8 has not.", "{\"tag\":\"\u00ff\"}"});
    faults.put("byte-order-mark", new String[] {"A byte order mark.", "\u00ef\u00bb\u00bf{}"});
    faults.put("no-field", new String[] {"An object without fields.", "{}"});
    return faults;
  }

  private static void put(
      Map<String, String[]> faults, String name, String what, String replaced, String by) {
    faults.put(name, new String[] {what, replaced, by});
  }
}
