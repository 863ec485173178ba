package nz.co.medimage.observer.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import okio.Buffer;

/** Whatever a device is called and an add-on says, it stays one text in the message. */
final class MessageProperties {

  @Provide
  Arbitrary<String> hostile() {
    return Arbitraries.oneOf(
        Arbitraries.strings(),
        Arbitraries.of(
            "\"},{\"text\":\"x",
            "\\",
            "\r\nHost: x",
            "<!channel>",
            "@everyone",
            "\u202Egpj",
            "\uD800"));
  }

  private static Message message(String from, String detail, String receiver) {
    Trouble trouble =
        Trouble.of(TroubleKind.HELD, "", "id", from, detail, Instant.parse("2026-11-27T10:00:00Z"));
    Batch batch = new Batch(TroubleKind.HELD, "", false, Map.of("key", trouble));
    return Message.of(batch, receiver, true, ZoneOffset.UTC);
  }

  private static Map<?, ?> parse(byte[] json) throws IOException {
    try (JsonReader reader = JsonReader.of(new Buffer().write(json))) {
      Map<?, ?> parsed = (Map<?, ?>) reader.readJsonValue();
      assertEquals(JsonReader.Token.END_DOCUMENT, reader.peek());
      return parsed;
    }
  }

  @Property(tries = 300)
  void jsonIsReadAsItWasMeant(
      @ForAll("hostile") String from,
      @ForAll("hostile") String detail,
      @ForAll("hostile") String receiver)
      throws IOException {
    Message message = message(from, detail, receiver);
    Map<?, ?> json = parse(message.write(Message.Format.JSON));
    assertEquals(message.text(), json.get("text"));
    assertEquals(OneLine.of(receiver), json.get("receiver"));
    assertEquals(List.of("id"), json.get("photos"));
    assertEquals("2026-11-27T10:00:00Z", json.get("at"));
    assertEquals(8, json.size(), json::toString);
  }

  @Property(tries = 300)
  void chatHasATextWithoutMarkup(@ForAll("hostile") String from, @ForAll("hostile") String detail)
      throws IOException {
    Map<?, ?> json = parse(message(from, detail, "Room 1").write(Message.Format.CHAT));
    assertEquals(1, json.size());
    String text = (String) json.get("text");
    assertTrue(text != null && text.chars().noneMatch(c -> "<>@".indexOf(c) >= 0), text);
  }

  @Property(tries = 300)
  void textIsOneLine(@ForAll("hostile") String from, @ForAll("hostile") String detail) {
    byte[] bytes = message(from, detail, "Room 1").write(Message.Format.TEXT);
    String text = new String(bytes, StandardCharsets.UTF_8);
    assertEquals(text.length() - 1, text.indexOf('\n'));
    assertFalse(text.strip().codePoints().anyMatch(Character::isISOControl), text);
    assertFalse(text.contains("\u202E"), text);
  }
}
