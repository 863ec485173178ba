package nz.co.medimage.transport.http.v1;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import okio.Buffer;

/**
 * One JSON object, read or written member by member. Members that a reader does not know are passed
 * over, so that later versions can say more.
 */
final class Json {
  private Json() {}

  /** Takes one member; what it does not take, it must skip. */
  @FunctionalInterface
  interface Member {
    void read(String name, JsonReader json) throws IOException;
  }

  /** Gives the members. */
  @FunctionalInterface
  interface Members {
    void write(JsonWriter json) throws IOException;
  }

  /**
   * Reads a whole text.
   *
   * @throws IllegalArgumentException with one sentence, which quotes nothing of it
   */
  static void read(byte[] text, Member member) {
    try (JsonReader json = JsonReader.of(new Buffer().write(text))) {
      object(json, member);
      if (json.peek() != JsonReader.Token.END_DOCUMENT) {
        throw new IllegalArgumentException("the JSON goes on after its end");
      }
    } catch (IOException | JsonDataException e) {
      throw new IllegalArgumentException("the JSON is malformed", e);
    }
  }

  /** Reads an object inside of one. */
  static void object(JsonReader json, Member member) throws IOException {
    json.beginObject();
    while (json.hasNext()) {
      member.read(json.nextName(), json);
    }
    json.endObject();
  }

  /** Reads a list of objects inside of one. */
  static void objects(JsonReader json, Element element) throws IOException {
    json.beginArray();
    while (json.hasNext()) {
      element.read();
    }
    json.endArray();
  }

  /** Reads one object of a list. */
  @FunctionalInterface
  interface Element {
    void read() throws IOException;
  }

  static byte[] write(Members members) {
    Buffer buffer = new Buffer();
    try (JsonWriter json = JsonWriter.of(buffer)) {
      json.beginObject();
      members.write(json);
      json.endObject();
    } catch (IOException e) {
      throw new IllegalStateException("a buffer in memory takes everything", e);
    }
    return buffer.readByteArray();
  }
}
