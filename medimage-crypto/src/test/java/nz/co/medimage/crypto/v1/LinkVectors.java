package nz.co.medimage.crypto.v1;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pairing links, as tables. */
final class LinkVectors {
  static final String NO_LINK = "no-link";
  static final String UNSUPPORTED = "unsupported";

  private static final String LAN = "medimage:#v=1&c=7-QXKD&a=192.168.1.20%3A5566";

  /** Each as it must be read, by hand: what the code makes of it would prove nothing. */
  private static final List<Good> GOOD =
      List.of(
          new Good(
              "medimage:#v=1&c=7-QXKD&a=192.168.1.20%3A5566",
              "7-QXKD", "", "medimage:#v=1&c=7-QXKD&a=192.168.1.20%3A5566", "192.168.1.20:5566"),
          new Good(
              "https://relay.example/p#v=1&c=7-QXKD&a=192.168.1.20%3A5566&a=https%3A%2F%2Frelay.example",
              "7-QXKD",
              "https://relay.example/p",
              "https://relay.example/p#v=1&c=7-QXKD&a=192.168.1.20%3A5566&a=https%3A%2F%2Frelay.example",
              "192.168.1.20:5566",
              "https://relay.example"),
          new Good("medimage:#v=1&c=7-QXKD", "7-QXKD", "", "medimage:#v=1&c=7-QXKD"),
          new Good(
              "  https://relay.example/p#v=1&c=7-QXKD&a=192.168.1.20%3A5566&a=https%3A%2F%2Frelay.example\n",
              "7-QXKD",
              "https://relay.example/p",
              "https://relay.example/p#v=1&c=7-QXKD&a=192.168.1.20%3A5566&a=https%3A%2F%2Frelay.example",
              "192.168.1.20:5566",
              "https://relay.example"),
          new Good(
              "\u00a0medimage:#v=1&c=7-QXKD&a=192.168.1.20%3A5566\u2003",
              "7-QXKD", "", "medimage:#v=1&c=7-QXKD&a=192.168.1.20%3A5566", "192.168.1.20:5566"),
          new Good("MedImage:#v=1&c=7-QXKD", "7-QXKD", "", "medimage:#v=1&c=7-QXKD"),
          new Good(
              "HTTPS://relay.example/p#v=1&c=7-QXKD",
              "7-QXKD",
              "HTTPS://relay.example/p",
              "HTTPS://relay.example/p#v=1&c=7-QXKD"),
          new Good(
              "https://relay.example:8443/p/#v=1&c=123456-3467",
              "123456-3467",
              "https://relay.example:8443/p/",
              "https://relay.example:8443/p/#v=1&c=123456-3467"),
          new Good(
              "https://photos.example/clinic/phone.html?from=poster#v=1&c=7-QXKD",
              "7-QXKD",
              "https://photos.example/clinic/phone.html?from=poster",
              "https://photos.example/clinic/phone.html?from=poster#v=1&c=7-QXKD"),
          new Good(
              "http://127.0.0.1:5567/p#v=1&c=7-QXKD&a=http%3A%2F%2F127.0.0.1%3A5567",
              "7-QXKD",
              "http://127.0.0.1:5567/p",
              "http://127.0.0.1:5567/p#v=1&c=7-QXKD&a=http%3A%2F%2F127.0.0.1%3A5567",
              "http://127.0.0.1:5567"),
          new Good(
              "http://localhost/p#v=1&c=7-QXKD&a=http%3A%2F%2F[::1]:5567",
              "7-QXKD",
              "http://localhost/p",
              "http://localhost/p#v=1&c=7-QXKD&a=http%3A%2F%2F%5B%3A%3A1%5D%3A5567",
              "http://[::1]:5567"),
          new Good(
              "medimage:#c=7-QXKD&v=1&a=pc.local:5566",
              "7-QXKD",
              "",
              "medimage:#v=1&c=7-QXKD&a=pc.local%3A5566",
              "pc.local:5566"),
          new Good("medimage:#v=1&c=7+qxkd", "7-QXKD", "", "medimage:#v=1&c=7-QXKD"),
          new Good(
              "medimage:#v=1&c=%37%2dQXKD&a=%5bfd00%3A%3a1%5d%3A5566",
              "7-QXKD", "", "medimage:#v=1&c=7-QXKD&a=%5Bfd00%3A%3A1%5D%3A5566", "[fd00::1]:5566"),
          new Good(
              "medimage:#v=1&later=x%20y&c=7-QXKD&&A=1&=&%",
              "7-QXKD", "", "medimage:#v=1&c=7-QXKD"),
          new Good(
              "medimage:#v=1&c=7-QXKD&a=later%3Aform&a=&a=pc:0&a=pc:65536&a=pc&a=10.0.0.1:1",
              "7-QXKD", "", "medimage:#v=1&c=7-QXKD&a=10.0.0.1%3A1", "10.0.0.1:1"),
          new Good(
              "medimage:#v=1&c=7-QXKD&a=http%3A%2F%2Frelay.example&a=https://relay.example/x",
              "7-QXKD", "", "medimage:#v=1&c=7-QXKD"),
          new Good(
              "medimage:#v=1&c=7-QXKD&a=[fe80::1%25eth0]:5566&a=user@pc:5566",
              "7-QXKD", "", "medimage:#v=1&c=7-QXKD"),
          new Good(
              "medimage:#v=1&c=7-QXKD" + "&a=a:1".repeat(8),
              "7-QXKD",
              "",
              "medimage:#v=1&c=7-QXKD" + "&a=a%3A1".repeat(8),
              "a:1",
              "a:1",
              "a:1",
              "a:1",
              "a:1",
              "a:1",
              "a:1",
              "a:1"),
          new Good(
              "medimage:#v=1&c=7-QXKD&x=" + "y".repeat(1000 - 25),
              "7-QXKD",
              "",
              "medimage:#v=1&c=7-QXKD"));

  private static final Map<String, String> BAD = bad();

  /**
   * A link and what it holds.
   *
   * @param page empty if it leads to none
   * @param text as it is written again
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Good(String link, String code, String page, String text, String... addresses) {}

  private LinkVectors() {}

  private static Map<String, String> bad() {
    Map<String, String> bad = new LinkedHashMap<>();
    for (String link :
        List.of(
            "",
            "7-QXKD",
            "medimage:",
            "medimage:7-QXKD",
            "medimage:#",
            "medimage:#v=1",
            "medimage:#c=7-QXKD",
            "medimage:#v=1&c=",
            "medimage:#v=1&c=7-QXKO",
            "medimage:#v=1&v=1&c=7-QXKD",
            "medimage:#v=1&c=7-QXKD&c=7-QXKD",
            "medimage:#V=1&C=7-QXKD",
            "medimage://#v=1&c=7-QXKD",
            "medimage:p#v=1&c=7-QXKD",
            "medimage:?v=1&c=7-QXKD",
            "https://relay.example/p?v=1&c=7-QXKD",
            "http://relay.example/p#v=1&c=7-QXKD",
            "https:///p#v=1&c=7-QXKD",
            "https:#v=1&c=7-QXKD",
            "https://user@relay.example/p#v=1&c=7-QXKD",
            "ftp://relay.example/p#v=1&c=7-QXKD",
            "relay.example/p#v=1&c=7-QXKD",
            "x " + LAN,
            LAN + " x",
            "medimage:#v=1&c=7-QXKD&a=\u00e9:1",
            "medimage:#v=1&c=7 QXKD",
            "medimage:#v=1&\nc=7-QXKD",
            "medimage:#v=1&c=7-QXKD" + "&a=a:1".repeat(9),
            "medimage:#v=1&c=7-QXKD&x=" + "y".repeat(1001 - 25))) {
      bad.put(link, NO_LINK);
    }
    for (String link :
        List.of(
            "medimage:#v=2&c=7-QXKD",
            "https://relay.example/p#v=2&code=other",
            "medimage:#v=&c=7-QXKD",
            "medimage:#v=01&c=7-QXKD",
            "medimage:#v=1.1&c=7-QXKD" + "&a=a:1".repeat(9))) {
      bad.put(link, UNSUPPORTED);
    }
    return bad;
  }

  static void write(Path folder) throws IOException {
    List<Map<String, Object>> good = new ArrayList<>();
    for (Good each : GOOD) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("link", each.link());
      row.put("code", each.code());
      row.put("addresses", List.of(each.addresses()));
      if (!each.page().isEmpty()) {
        row.put("page", each.page());
      }
      row.put("text", each.text());
      good.add(row);
    }
    table(
        folder.resolve("good.json"),
        "Pairing links, what they hold, and as they are written.",
        good);
    List<Map<String, Object>> bad = new ArrayList<>();
    BAD.forEach(
        (link, fails) -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("link", link);
          row.put("fails", fails);
          bad.add(row);
        });
    table(folder.resolve("bad.json"), "What is no pairing link, or one of a later version.", bad);
  }

  private static void table(Path file, String what, List<Map<String, Object>> rows)
      throws IOException {
    Map<String, Object> fields = VectorKeys.begin(what);
    fields.put("rows", rows);
    Vectors.write(file, fields);
  }
}
