package nz.co.medimage.sink.practice.internal.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.sink.practice.CsvCheckProvider;

/** Whatever is in a file, it is read as it is meant or not at all. */
final class PatientTableProperties {
  private static final List<String> HOSTILE =
      List.of(
          "'; DROP TABLE patient;--",
          "\"}",
          "</a>",
          "N|O^P&E\\",
          "%00",
          "\"",
          "\"\"",
          ",",
          ";\t",
          "a\r\nb",
          "=1+1",
          "\\N",
          "{{id}}");

  private static Path file = Path.of("");

  @BeforeContainer
  static void place() throws IOException {
    file = Files.createTempFile("patients", ".csv");
  }

  @AfterContainer
  static void remove() throws IOException {
    Files.delete(file);
  }

  private static CsvLayout layout(String separator) {
    return CsvLayout.of(
        Settings.of(
            new CsvCheckProvider().settings(),
            Map.of("file", "x", "id", "ID", "patient", "2", "separator", separator),
            Path.of("")));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  @Provide
  Arbitrary<String> ids() {
    return Arbitraries.oneOf(
        Arbitraries.of(HOSTILE),
        Arbitraries.strings()
            .ofMinLength(1)
            .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
            .filter(text -> text.indexOf('\0') < 0 && !text.isBlank()));
  }

  @Property(tries = 300)
  void idsAreLiterals(
      @ForAll("ids") String id, @ForAll("ids") String other, @ForAll boolean isSemicolon)
      throws IOException {
    String separator = isSemicolon ? ";" : ",";
    Files.writeString(
        file, "ID" + separator + "Nr\n" + quoted(id) + separator + quoted("nr " + id) + "\n");
    PatientTable table = PatientTable.read(file, layout(separator));
    assertEquals(Optional.of(("nr " + id).strip()), table.find(id).patient());
    boolean isSame = key(id).equals(key(other));
    assertEquals(
        isSame ? PatientMatch.Kind.FOUND : PatientMatch.Kind.UNKNOWN, table.find(other).kind());
  }

  private static String key(String id) {
    return Normalizer.normalize(id.strip(), Normalizer.Form.NFC);
  }

  @Provide
  Arbitrary<byte[]> contents() {
    Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
    Arbitrary<String> pieces =
        Arbitraries.oneOf(
                Arbitraries.of("ID", ",", ";", "\"", "\n", "\r", "\r\n", "1", " ", "\t", "\uFEFF"),
                Arbitraries.of(HOSTILE))
            .list()
            .ofMaxSize(30)
            .map(list -> "ID,Nr\n" + String.join("", list));
    return Arbitraries.frequencyOf(
        Tuple.of(1, bytes), Tuple.of(2, pieces.map(text -> text.getBytes(StandardCharsets.UTF_8))));
  }

  @Property(tries = 1000)
  void nothingInAFileBreaksTheParser(@ForAll("contents") byte[] content) throws IOException {
    Files.write(file, content);
    try {
      assertTrue(PatientTable.read(file, layout(",")).ids() > 0);
    } catch (IOException e) {
      assertTrue(String.valueOf(e.getMessage()).startsWith(file.toString()), e::toString);
    }
  }
}
