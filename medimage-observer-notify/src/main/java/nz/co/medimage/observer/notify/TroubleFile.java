package nz.co.medimage.observer.notify;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.file.DurableFiles;
import okio.Buffer;

/** The file in which the troubles are remembered over restarts. */
final class TroubleFile {
  private final Path file;

  TroubleFile(Path folder) {
    file = folder.resolve("troubles.json");
  }

  /**
   * Reads it.
   *
   * @return by key, the oldest first; none if there is no file
   * @throws IOException if the file is damaged, or cannot be read
   */
  Map<String, Trouble> read() throws IOException {
    DurableFiles.removeDebrisOf(file);
    Buffer json = new Buffer();
    try {
      json.write(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Map.of();
    }
    Map<String, Trouble> troubles = new LinkedHashMap<>();
    try (JsonReader reader = JsonReader.of(json)) {
      reader.beginArray();
      while (reader.hasNext()) {
        Map<String, String> fields = fields(reader);
        trouble(fields).ifPresent(trouble -> troubles.put(fields.getOrDefault("key", ""), trouble));
      }
      reader.endArray();
    } catch (JsonDataException | DateTimeException | IllegalArgumentException e) {
      throw new IOException("damaged", e);
    }
    return troubles;
  }

  private static Map<String, String> fields(JsonReader reader) throws IOException {
    Map<String, String> fields = new HashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      fields.put(reader.nextName(), reader.nextString());
    }
    reader.endObject();
    return fields;
  }

  /** Empty if a later version wrote it. */
  private static Optional<Trouble> trouble(Map<String, String> fields) {
    String ended = fields.get("ended");
    return TroubleKind.of(fields.getOrDefault("kind", ""))
        .map(
            kind ->
                new Trouble(
                    kind,
                    fields.getOrDefault("step", ""),
                    fields.getOrDefault("photo", ""),
                    fields.getOrDefault("from", ""),
                    fields.getOrDefault("detail", ""),
                    Instant.parse(fields.getOrDefault("since", "")),
                    Trouble.Known.valueOf(fields.getOrDefault("known", "NOT")),
                    ended == null ? null : Instant.parse(ended)));
  }

  /**
   * Replaces it, durably.
   *
   * @throws IOException if it cannot be written; the old one is still there then
   */
  void write(Map<String, Trouble> troubles) throws IOException {
    Buffer json = new Buffer();
    try (JsonWriter writer = JsonWriter.of(json)) {
      writer.beginArray();
      for (Map.Entry<String, Trouble> each : troubles.entrySet()) {
        write(writer, each.getKey(), each.getValue());
      }
      writer.endArray();
    }
    DurableFiles.write(file, json.readByteArray());
  }

  private static void write(JsonWriter writer, String key, Trouble trouble) throws IOException {
    writer.beginObject();
    writer.name("key").value(key);
    writer.name("kind").value(trouble.kind().code());
    write(writer, "step", trouble.step());
    write(writer, "photo", trouble.photo());
    write(writer, "from", trouble.from());
    write(writer, "detail", trouble.detail());
    writer.name("since").value(trouble.since().toString());
    writer.name("known").value(trouble.known().name());
    if (trouble.ended() != null) {
      writer.name("ended").value(trouble.ended().toString());
    }
    writer.endObject();
  }

  private static void write(JsonWriter writer, String name, String text) throws IOException {
    if (!text.isEmpty()) {
      writer.name(name).value(text);
    }
  }
}
