package nz.co.medimage.crypto.v1;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import nz.co.medimage.api.InvalidTagException;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.crypto.PairingCode;

/** What is best said as tables: tags, pairing codes, padded sizes, tokens. */
final class TableVectors {
  private static final List<String> TAGS =
      List.of(
          "",
          "file",
          "#folder",
          "#folder file",
          "#folder #subfolder file",
          "file fileagain",
          "file #folder",
          "  #a \t b  ",
          "#Nga\u0304 mate",
          "#\u6bcd",
          "##a",
          "a.b,c",
          "#ZAC5361\u00a0arm",
          "a\u000bb\fc\rd\ne",
          "a\u2003b\u3000c\u1680d",
          "word #folder last #inner",
          "#e\u0301\u0301 \u1e9b\u0323",
          "#1 #2 #3 #4 #5 #6 #7 #8 name",
          "#" + "A".repeat(127),
          "#" + "\u6bcd".repeat(60),
          "#" + "a\u0304".repeat(62) + " #" + "a\u0304".repeat(63),
          "#" + "a\u0304".repeat(90));
  private static final List<String> BAD_TAGS =
      List.of(
          "../../etc",
          "#..",
          "#.",
          "#CON",
          "#con.txt",
          "#COM1",
          "#a.",
          "#",
          "#.hidden",
          ".hidden a",
          "con.x",
          "a/b",
          "a\\b",
          "#a:b",
          "..",
          "\ud83d\udcf7",
          "a\u0000b",
          "#a\u202eb",
          "#a\u200bb",
          "a*",
          "\"a\"",
          "#1 #2 #3 #4 #5 #6 #7 #8 #9",
          "#" + "A".repeat(128),
          "#" + "a\u0304".repeat(62) + " #" + "a\u0304".repeat(64),
          "#" + "a\u0304".repeat(91),
          "a\u0085b",
          "a\u2028b",
          "#" + "\u6bcd".repeat(61));
  private static final List<String> BAD_CODES =
      List.of(
          "",
          "7",
          "QXKD",
          "7-QXK",
          "7-QXKDD",
          "0-QXKD",
          "07-QXKD",
          "1234567-QXKD",
          "7-QXKO",
          "7-QXK1",
          "x7-QXKD",
          "7-Q-XKD",
          "-7-QXKD-8");

  private TableVectors() {}

  static void writeTags(Path folder) throws IOException {
    List<Map<String, Object>> good = new ArrayList<>();
    for (String typed : TAGS) {
      PatientTag tag = PatientTag.parse(typed);
      Map<String, Object> row = row("typed", typed);
      row.put("folders", tag.folders());
      row.put("words", tag.words());
      row.put("text", tag.toString());
      good.add(row);
    }
    table(
        folder.resolve("good.json"),
        "Tags, and what they mean; text is what a manifest holds.",
        good);
    List<Map<String, Object>> bad = new ArrayList<>();
    for (String typed : BAD_TAGS) {
      Map<String, Object> row = row("typed", typed);
      row.put("sentence", sentence(typed));
      bad.add(row);
    }
    table(
        folder.resolve("bad.json"),
        "Tags that are refused, and the sentence of this project.",
        bad);
  }

  static void writeCodes(Path folder) throws IOException {
    List<Map<String, Object>> good = new ArrayList<>();
    for (String typed :
        List.of("7-QXKD", "7-qxkd", " 7 QXKD ", "7QXKD", "7\u2013QXKD", "123456-3467", "73AAA")) {
      PairingCode code = PairingCode.parse(typed);
      Map<String, Object> row = row("typed", typed);
      row.put("nameplate", code.nameplate());
      row.put("text", code.text());
      good.add(row);
    }
    table(folder.resolve("good.json"), "Pairing codes, and what they are read as.", good);
    List<Map<String, Object>> bad = new ArrayList<>();
    BAD_CODES.forEach(typed -> bad.add(row("typed", typed)));
    table(folder.resolve("bad.json"), "What is no pairing code.", bad);
  }

  static void writePadme(Path folder) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (long length :
        new long[] {
          1,
          2,
          8,
          9,
          10,
          100,
          511,
          512,
          513,
          1000,
          65_535,
          65_537,
          1_000_000,
          3_000_000,
          16_777_217,
          268_435_456,
          2_147_483_649L,
          1_000_000_000_001L
        }) {
      Map<String, Object> row = new java.util.LinkedHashMap<>();
      row.put("length", length);
      row.put("padded", Padme.padded(length));
      rows.add(row);
    }
    table(folder.resolve("sizes.json"), "Padded sizes.", rows);
  }

  static void writeTokens(Path folder) throws IOException {
    List<Map<String, Object>> senders = new ArrayList<>();
    for (String transport : List.of("wifi", "relay")) {
      senders.add(sender(VectorKeys.PAIRING, VectorKeys.PAIRING_KEY, transport));
    }
    for (String transport : List.of("wifi", "relay")) {
      senders.add(sender(VectorKeys.OTHER_PAIRING, VectorKeys.OTHER_PAIRING_KEY, transport));
    }
    table(
        folder.resolve("sender.json"),
        "What senders show at a receiver and at a relay, and the hash that is kept of it.",
        senders);
    table(
        folder.resolve("collect.json"),
        "What receivers show at a relay to collect, and the hash that is kept of it. They draw"
            + " the token.",
        List.of(
            collector("5f0c7a0e-8a53-4b2f-9f3e-0d6f6e0f3a11", VectorKeys.TOKEN),
            collector("00000000-0000-0000-0000-000000000001", VectorKeys.URL_SAFE_TOKEN)));
  }

  private static Map<String, Object> sender(PairingId id, byte[] key, String transport) {
    Map<String, Object> row = row("pairingId", id.toString());
    row.put("pairingKey", Vectors.Hex.encode(key));
    row.put("transport", transport);
    byte[] info = ("MedImage access v1 " + transport).getBytes(StandardCharsets.US_ASCII);
    show(row, id.value(), Keys.derive(key, id.toBytes(), info, 32));
    return row;
  }

  private static Map<String, Object> collector(String mailbox, byte[] token) {
    Map<String, Object> row = row("mailbox", mailbox);
    show(row, UUID.fromString(mailbox), token);
    return row;
  }

  private static void show(Map<String, Object> row, UUID id, byte[] token) {
    Credential credential = new Credential(id, token);
    row.put("token", Vectors.Hex.encode(token));
    row.put("authorization", VectorKeys.authorization(credential));
    row.put("tokenHash", credential.tokenHash().hex());
  }

  private static String sentence(String typed) {
    try {
      PatientTag.parse(typed);
    } catch (InvalidTagException e) {
      return String.valueOf(e.getMessage());
    }
    throw new IllegalStateException("this is a good tag: " + typed);
  }

  private static Map<String, Object> row(String name, String value) {
    Map<String, Object> row = new java.util.LinkedHashMap<>();
    row.put(name, value);
    return row;
  }

  private static void table(Path file, String what, List<Map<String, Object>> rows)
      throws IOException {
    Map<String, Object> fields = VectorKeys.begin(what);
    fields.put("rows", rows);
    Vectors.write(file, fields);
  }
}
