package nz.co.medimage.crypto.v1;

import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okio.Buffer;

/** The folder {@code vectors/} of this project. */
final class Vectors {
  private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..", "vectors");

  private Vectors() {}

  /** One case, or one table: the fields of a file. */
  record Vector(String name, Map<String, Object> fields) {
    String text(String field) {
      return (String) Objects.requireNonNull(fields.get(field), field);
    }

    long number(String field) {
      return ((Number) Objects.requireNonNull(fields.get(field), field)).longValue();
    }

    boolean has(String field) {
      return fields.containsKey(field);
    }

    byte[] hex(String field) {
      return Hex.decode(text(field));
    }

    byte[] base64(String field) {
      return java.util.Base64.getDecoder().decode(text(field));
    }

    Vector object(String field) {
      return of(name, fields.get(field));
    }

    List<Vector> rows(String field) {
      return ((List<?>) Objects.requireNonNull(fields.get(field), field))
          .stream().map(row -> of(name, row)).collect(Collectors.toList());
    }

    @SuppressWarnings("unchecked")
    private static Vector of(String name, @org.jspecify.annotations.Nullable Object fields) {
      return new Vector(name, (Map<String, Object>) Objects.requireNonNull(fields));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Vector> in(String folder) {
    try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
      return files.sorted().map(Vectors::read).collect(Collectors.toList()).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Vector read(String file) {
    return read(ROOT.resolve(file));
  }

  private static Vector read(Path file) {
    try (JsonReader reader = JsonReader.of(new Buffer().write(Files.readAllBytes(file)))) {
      return Vector.of(file.getFileName().toString(), reader.readJsonValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Path file, Map<String, ?> fields) throws IOException {
    Buffer buffer = new Buffer();
    try (JsonWriter writer = JsonWriter.of(buffer)) {
      writer.setIndent("  ");
      writer.jsonValue(fields);
    }
    Files.createDirectories(file.getParent());
    Files.write(file, buffer.writeUtf8("\n").readByteArray());
  }

  /** Lower case, as in all vectors. */
  static final class Hex {
    private Hex() {}

    static String encode(byte[] bytes) {
      return com.google.crypto.tink.subtle.Hex.encode(bytes);
    }

    static byte[] decode(String text) {
      return com.google.crypto.tink.subtle.Hex.decode(text);
    }
  }
}
