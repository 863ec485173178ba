package nz.co.medimage.filter.run;

import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import nz.co.medimage.api.CapturedFrom;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.spi.StagedPhoto;
import okio.Buffer;

/** What a program reads of a photo; {@link RunFilterProvider} says what each field is. */
final class PhotoJson {
  private PhotoJson() {}

  /** The object, in ASCII: what a program takes standard input for differs between systems. */
  static byte[] of(StagedPhoto photo, RunFolder folder) throws IOException {
    Manifest manifest = photo.manifest();
    Buffer buffer = new Buffer();
    try (JsonWriter writer = JsonWriter.of(buffer)) {
      writer.beginObject();
      writer.name("id").value(photo.id().toString());
      writer.name("file").value(folder.photo().toString());
      writer.name("folder").value(folder.path().toString());
      writer.name("tag").value(manifest.tag().toString());
      texts(writer.name("folders"), manifest.tag().folders());
      texts(writer.name("words"), manifest.tag().words());
      writer.name("fileName").value(manifest.fileName());
      writer.name("mediaType").value(manifest.mediaType());
      writer
          .name("capturedAt")
          .value(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(manifest.capturedAt()));
      writer
          .name("capturedFrom")
          .value(manifest.capturedFrom().map(CapturedFrom::name).orElse(null));
      writer.name("sequence").value(manifest.sequence().orElse(null));
      writer.name("length").value(manifest.length());
      writer.name("sha256").value(manifest.sha256());
      writer.name("from").value(photo.from());
      writer.name("deviceName").value(manifest.deviceName());
      writer.name("patient").value(photo.patient().orElse(null));
      writer.name("attributes").beginObject();
      for (Map.Entry<String, String> each : new TreeMap<>(manifest.attributes()).entrySet()) {
        writer.name(each.getKey()).value(each.getValue());
      }
      writer.endObject().endObject();
    }
    return (ascii(buffer.readUtf8()) + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static void texts(JsonWriter writer, List<String> texts) throws IOException {
    writer.beginArray();
    for (String text : texts) {
      writer.value(text);
    }
    writer.endArray();
  }

  /** Only texts of JSON can hold other characters. */
  private static String ascii(String json) {
    StringBuilder ascii = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < 0x7F) {
        ascii.append(c);
      } else {
        ascii.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return ascii.toString();
  }
}
