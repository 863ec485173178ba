package nz.co.medimage.observer.notify;

import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import okio.Buffer;

/**
 * A message to people.
 *
 * @param receiver the receiver's name
 * @param at when the first of the troubles started or ended
 * @param sentences what happened and what to do
 */
record Message(Batch batch, String receiver, OffsetDateTime at, String sentences) {
  private static final int MOST_PHOTOS = 20;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM uuuu HH:mm", Locale.ENGLISH);

  /** How it is written. */
  enum Format {
    /** A JSON object with all that is known. */
    JSON("application/json; charset=utf-8"),
    /** A JSON object with the text alone, as chat programs take it. */
    CHAT("application/json; charset=utf-8"),
    /** The text. */
    TEXT("text/plain; charset=utf-8");

    private final String mediaType;

    Format(String mediaType) {
      this.mediaType = mediaType;
    }

    String mediaType() {
      return mediaType;
    }

    static Format of(String setting) {
      return valueOf(setting.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * The message about some troubles.
   *
   * @param zone in which people read times
   */
  static Message of(Batch batch, String receiver, boolean isNamingPatients, ZoneId zone) {
    OffsetDateTime at = OffsetDateTime.ofInstant(batch.at(), zone).truncatedTo(ChronoUnit.SECONDS);
    return new Message(batch, OneLine.of(receiver), at, Wording.of(batch, isNamingPatients));
  }

  /** The whole message for a person. */
  String text() {
    return "MedImage at " + receiver + ", " + TIME.format(at) + ": " + sentences;
  }

  byte[] write(Format format) {
    return switch (format) {
      case TEXT -> (text() + "\n").getBytes(StandardCharsets.UTF_8);
      case CHAT -> json(writer -> writer.name("text").value(withoutMarkup(text())));
      case JSON -> json(this::write);
    };
  }

  /** What a chat program would read as a link, or as a call of everybody. */
  private static String withoutMarkup(String text) {
    return text.replace('<', '‹').replace('>', '›').replace('@', '＠');
  }

  private void write(JsonWriter writer) throws IOException {
    List<Trouble> troubles = batch.all();
    writer.name("kind").value(batch.kind().code());
    writer.name("event").value(batch.isEnd() ? "end" : "start");
    writer.name("text").value(text());
    writer.name("receiver").value(receiver);
    writer.name("at").value(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at));
    writer.name("since").value(troubles.get(0).since().truncatedTo(ChronoUnit.SECONDS).toString());
    writer.name("count").value(troubles.size());
    if (!batch.step().isEmpty()) {
      writer.name("step").value(batch.step());
    }
    writer.name("photos").beginArray();
    for (Trouble trouble : troubles.subList(0, Math.min(MOST_PHOTOS, troubles.size()))) {
      if (!trouble.photo().isEmpty()) {
        writer.value(trouble.photo());
      }
    }
    writer.endArray();
  }

  @FunctionalInterface
  private interface Fields {
    void write(JsonWriter writer) throws IOException;
  }

  private static byte[] json(Fields fields) {
    Buffer json = new Buffer();
    try (JsonWriter writer = JsonWriter.of(json)) {
      writer.beginObject();
      fields.write(writer);
      writer.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it is in memory
    }
    return json.readByteArray();
  }
}
