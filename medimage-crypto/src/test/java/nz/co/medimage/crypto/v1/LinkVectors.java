package nz.co.medimage.crypto.v1;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nz.co.medimage.crypto.PairingUri;

/** Pairing links, as tables. */
final class LinkVectors {
  static final String NO_LINK = "no-link";
  static final String UNSUPPORTED = "unsupported";

  private static final String LAN = "medimage:#v=1&c=7-QXKD&a=192.168.1.20%3A5566";
  private static final String RELAY =
      "https://relay.example/p#v=1&c=7-QXKD&a=192.168.1.20%3A5566&a=https%3A%2F%2Frelay.example";

  private static final List<String> GOOD =
      List.of(
          LAN,
          RELAY,
          "medimage:#v=1&c=7-QXKD",
          "  " + RELAY + "\n",
          "\u00a0" + LAN + "\u2003",
          "MedImage:#v=1&c=7-QXKD",
          "HTTPS://relay.example/p#v=1&c=7-QXKD",
          "https://relay.example:8443/p/#v=1&c=123456-3467",
          "https://photos.example/clinic/phone.html?from=poster#v=1&c=7-QXKD",
          "http://127.0.0.1:5567/p#v=1&c=7-QXKD&a=http%3A%2F%2F127.0.0.1%3A5567",
          "http://localhost/p#v=1&c=7-QXKD&a=http%3A%2F%2F[::1]:5567",
          "medimage:#c=7-QXKD&v=1&a=pc.local:5566",
          "medimage:#v=1&c=7+qxkd",
          "medimage:#v=1&c=%37%2dQXKD&a=%5bfd00%3A%3a1%5d%3A5566",
          "medimage:#v=1&later=x%20y&c=7-QXKD&&A=1&=&%",
          "medimage:#v=1&c=7-QXKD&a=later%3Aform&a=&a=pc:0&a=pc:65536&a=pc&a=10.0.0.1:1",
          "medimage:#v=1&c=7-QXKD&a=http%3A%2F%2Frelay.example&a=https://relay.example/x",
          "medimage:#v=1&c=7-QXKD&a=[fe80::1%25eth0]:5566&a=user@pc:5566",
          "medimage:#v=1&c=7-QXKD" + "&a=a:1".repeat(8),
          "medimage:#v=1&c=7-QXKD&x=" + "y".repeat(1000 - 25));

  private static final Map<String, String> BAD = bad();

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
    for (String link : GOOD) {
      PairingUri uri = PairingUri.parse(link);
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("link", link);
      row.put("code", uri.code().text());
      row.put("addresses", uri.addresses());
      uri.page().ifPresent(page -> row.put("page", page));
      row.put("text", uri.text());
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
