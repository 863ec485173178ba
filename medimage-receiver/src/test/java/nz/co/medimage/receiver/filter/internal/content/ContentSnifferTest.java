package nz.co.medimage.receiver.filter.internal.content;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ContentSnifferTest {
  @TempDir Path folder;

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("file"), content);
  }

  /** An ftyp box of a main brand and one more. */
  private static byte[] box(String main, String other) {
    return bytes("\0\0\0\24ftyp" + main + "\0\0\0\0" + other + "\0\0\0\10mdat");
  }

  @ParameterizedTest
  @CsvSource({
    "heic, mif1, heic, HEIC",
    "mif1, heic, heic, HEIC",
    "mif1, miaf, heif, HEIF",
    "heic, mif1, heif, HEIC",
    "isom, mp42, mp4, MP4",
    "isom, mp42, m4v, M4V",
    "mp42, isom, m4a, M4A",
    "isom, mp42, jpg, MP4",
    "hvc1, isom, mp4, MP4",
    "'M4V ', mp42, m4v, M4V",
    "'M4V ', mp42, mp4, MP4",
    "'M4A ', mp42, jpg, M4A",
    "'qt  ', 'qt  ', mov, MOV"
  })
  void brandsTellIsoFiles(String main, String other, String extension, ContentType type)
      throws Exception {
    assertEquals(Optional.of(type), ContentSniffer.sniff(file(box(main, other)), extension));
  }

  @ParameterizedTest
  @CsvSource({"avif, mif1", "mif1, avif", "jp2 , jp2 ", "crx , isom"})
  void otherBrandsAreUnknown(String main, String other) throws Exception {
    String padded = (main + "  ").substring(0, 4);
    assertEquals(Optional.empty(), ContentSniffer.sniff(file(box(padded, other)), "heic"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%PDF-", "\u00ef\u00bb\u00bf%PDF-1.4", "\r\n\n%PDF-1.7", "\0 \t%PDF-2.0"})
  void pdfMayHaveBlanksBeforeItsHeader(String start) throws Exception {
    assertEquals(Optional.of(ContentType.PDF), ContentSniffer.sniff(file(bytes(start)), ""));
  }

  @Test
  void pdfNamedSoMayHaveOtherBytesBeforeItsHeader() throws Exception {
    Path printed = file(bytes("\u001b%-12345X@PJL\r\n%PDF-1.4\n"));
    assertEquals(Optional.of(ContentType.PDF), ContentSniffer.sniff(printed, "pdf"));
    assertEquals(Optional.empty(), ContentSniffer.sniff(printed, "exe"));
  }

  @Test
  void pdfHeaderLiesWithinTheFirst1024Bytes() throws Exception {
    assertEquals(
        Optional.of(ContentType.PDF),
        ContentSniffer.sniff(file(bytes("\n".repeat(1019) + "%PDF-1.4")), "pdf"));
    assertEquals(
        Optional.empty(), ContentSniffer.sniff(file(bytes("\n".repeat(1020) + "%PDF-1.4")), "pdf"));
  }

  @Test
  void nothingElseThatHoldsAPdfHeaderIsAPdf() throws Exception {
    String header = "%PDF-1.4";
    assertEquals(
        Optional.of(ContentType.JPG),
        ContentSniffer.sniff(file(bytes("\u00ff\u00d8\u00ff\u00fe" + header)), "pdf"));
    assertEquals(
        Optional.of(ContentType.DCM),
        ContentSniffer.sniff(file(bytes("\0".repeat(128) + "DICM" + header)), "pdf"));
    assertEquals(Optional.empty(), ContentSniffer.sniff(file(bytes("see %PDF-1.4")), "txt"));
    assertEquals(Optional.empty(), ContentSniffer.sniff(file(bytes("see %PDF-x")), "pdf"));
  }

  @Test
  void quickTimeOfBeforeFtypIsKnownIfNamedSo() throws Exception {
    Path old = file(bytes("\0\0\0\10wide\0\0\0\20mdat12345678\0\0\0\10moov"));
    assertEquals(Optional.of(ContentType.MOV), ContentSniffer.sniff(old, "mov"));
    assertEquals(Optional.empty(), ContentSniffer.sniff(old, "mp4"));
    assertEquals(Optional.empty(), ContentSniffer.sniff(file(bytes("\0\0\0\10widetext")), "mov"));
  }

  @Test
  void dicomWithoutPreambleIsKnownIfNamedSo() throws Exception {
    Path bare = file(bytes("\2\0\0\0UL\4\0\300\0\0\0"));
    assertEquals(Optional.of(ContentType.DCM), ContentSniffer.sniff(bare, "dcm"));
    assertEquals(Optional.empty(), ContentSniffer.sniff(bare, "bin"));
    assertEquals(
        Optional.of(ContentType.DCM),
        ContentSniffer.sniff(file(bytes("\10\0\5\0CS\12\0ISO_IR 100")), "dcm"));
  }

  @Test
  void mp3IsTwoFramesOrATag() throws Exception {
    byte[] frames = new byte[1000];
    byte[] header = {(byte) 0xFF, (byte) 0xFB, (byte) 0x90, 0x00}; // 128 kbit/s, 44.1 kHz: 417
    System.arraycopy(header, 0, frames, 0, 4);
    assertEquals(Optional.empty(), ContentSniffer.sniff(file(frames), "mp3"));
    System.arraycopy(header, 0, frames, 417, 4);
    assertEquals(Optional.of(ContentType.MP3), ContentSniffer.sniff(file(frames), "mp3"));
    assertEquals(
        Optional.of(ContentType.MP3),
        ContentSniffer.sniff(file(bytes("ID3\3\0\0\0\0\0\12")), "mp3"));
  }

  @Test
  void utf16TextIsNoMp3() throws Exception {
    assertEquals(
        Optional.empty(),
        ContentSniffer.sniff(file("no sound".getBytes(StandardCharsets.UTF_16LE)), "mp3"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":[1,2.5e3,null]}", "[]", " \"text\" ", "\ufeff{}", "12"})
  void jsonIsOneValue(String json) throws Exception {
    assertEquals(
        Optional.of(ContentType.JSON),
        ContentSniffer.sniff(file(json.getBytes(StandardCharsets.UTF_8)), "json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{} {}", "{a:1}", "{'a':1}", "[1,]", "hello", "[NaN]", " ", "{}\0"})
  void otherTextIsNoJson(String text) throws Exception {
    assertEquals(
        Optional.empty(),
        ContentSniffer.sniff(file(text.getBytes(StandardCharsets.UTF_8)), "json"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a,b\n1,2", "\"a,\"\"b\"\"\",c\r\n", "a;\"b\nc\"", "\"a\"", "\"\"", "5\" nail,1"})
  void csvHasClosedQuotes(String csv) throws Exception {
    assertEquals(
        Optional.of(ContentType.CSV),
        ContentSniffer.sniff(file(csv.getBytes(StandardCharsets.UTF_8)), "csv"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a", "a,\"b\nc", "\"a\"b,c", "a\0b", "\"\"\""})
  void otherTextIsNoCsv(String text) throws Exception {
    assertEquals(
        Optional.empty(), ContentSniffer.sniff(file(text.getBytes(StandardCharsets.UTF_8)), "csv"));
  }

  @Test
  void textIsValidUtf8() throws Exception {
    assertTrue(TextForms.isText(file("wh\u0101nau\r\n\tok".getBytes(StandardCharsets.UTF_8))));
    assertFalse(TextForms.isText(file(new byte[] {'a', (byte) 0xE9, 'b'})));
    assertFalse(TextForms.isText(file(new byte[] {'a', 7})));
  }
}
