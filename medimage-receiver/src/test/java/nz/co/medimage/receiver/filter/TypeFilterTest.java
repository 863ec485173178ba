package nz.co.medimage.receiver.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TypeFilterTest {
  private static final byte[] JPEG = TestPhotos.jpeg(1);
  private static final String TAKEN = "csv, heic, heif, jpg, json, m4a, m4v, mp3, mp4, pdf";

  @TempDir Path folder;
  private final TypeFilter filter = new TypeFilter();

  private StagedPhoto photo(String name, byte[] content) throws IOException {
    StagedPhoto staged = TestPhotos.staged(folder, TestPhotos.photoId(1), "arm", content);
    return staged.withManifest(staged.manifest().toBuilder().fileName(name).build());
  }

  private StagedPhoto text(String name, String content) throws IOException {
    return photo(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private void assertRefused(String sentence, StagedPhoto photo) {
    PhotoRejectedException e =
        assertThrows(PhotoRejectedException.class, () -> filter.apply(photo));
    assertEquals(sentence, e.getMessage());
    assertEquals(RejectionCode.TYPE_NOT_ALLOWED, e.code());
  }

  @Test
  void rightlyNamedPhotoPassesAsItIs() throws Exception {
    StagedPhoto photo = photo("IMG_1.JPEG", JPEG);
    assertSame(photo, filter.apply(photo));
  }

  @ParameterizedTest
  @CsvSource({
    "scan.png, scan.jpg",
    "scan, scan.jpg",
    "scan.v2, scan.v2.jpg",
    "wound.heic, wound.jpg",
    ".mp4, .jpg"
  })
  void nameIsCorrectedByContent(String name, String corrected) throws Exception {
    StagedPhoto passed = filter.apply(photo(name, JPEG));
    assertEquals(corrected, passed.manifest().fileName());
    assertEquals("image/jpeg", passed.manifest().mediaType());
  }

  @Test
  void longNameKeepsItsLimitWhenCorrected() throws Exception {
    String name = filter.apply(photo("x".repeat(255), JPEG)).manifest().fileName();
    assertEquals("x".repeat(251) + ".jpg", name);
  }

  @Test
  void mediaTypeIsCorrectedByContent() throws Exception {
    StagedPhoto passed = filter.apply(text("report.pdf", "%PDF-1.7\n"));
    assertEquals("report.pdf", passed.manifest().fileName());
    assertEquals("application/pdf", passed.manifest().mediaType());
  }

  @Test
  void textNamedAsAPhotoIsRefused() throws Exception {
    assertRefused(
        "The file is named .jpg, but its content is text.", text("photo.jpg", "no picture"));
  }

  @Test
  void unknownContentNamedAsAPhotoIsRefused() throws Exception {
    assertRefused(
        "The file is named .jpg, but its content is something else.",
        photo("photo.jpg", new byte[] {1, 2, 3}));
  }

  @Test
  void programIsRefused() throws Exception {
    assertRefused(
        "This receiver does not take .exe files, only " + TAKEN + ".",
        photo("setup.exe", new byte[] {'M', 'Z', 0, 1}));
  }

  @Test
  void knownTypeThatIsNotAllowedIsRefusedByItsOwnName() throws Exception {
    assertRefused(
        "This receiver does not take .png files, only " + TAKEN + ".",
        photo("photo.jpg", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0}));
  }

  @Test
  void typeThatIsAllowedByChoicePasses() throws Exception {
    StagedPhoto png = photo("a.png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0});
    assertEquals("image/png", new TypeFilter(Set.of("png")).apply(png).manifest().mediaType());
  }

  @Test
  void textFormsNeedTheirName() throws Exception {
    assertEquals(
        "application/json",
        filter.apply(text("a.json", "{\"a\": [1, true]}")).manifest().mediaType());
    assertEquals("text/csv", filter.apply(text("a.csv", "a,b\n1,2\n")).manifest().mediaType());
    assertRefused(
        "This receiver does not take .txt files, only " + TAKEN + ".", text("a.txt", "{}"));
  }

  @Test
  void typeThatCannotBeRecognisedCannotBeAllowed() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new TypeFilter(Set.of("doc")));
    assertEquals(
        "the content of 'doc' files cannot be recognised; a receiver can take csv, dcm, gif, heic,"
            + " heif, jpg, json, m4a, m4v, mov, mp3, mp4, pdf, png, tif, webp",
        e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new TypeFilter(Set.of()));
  }

  @Test
  void otherNamesOfATypeAllowItToo() throws Exception {
    TypeFilter named = new TypeFilter(Set.of("jpeg", "tiff", "dicom"));
    assertEquals("image/jpeg", named.apply(photo("a.jpg", JPEG)).manifest().mediaType());
    StagedPhoto tiff = named.apply(photo("a.tiff", new byte[] {'I', 'I', 42, 0, 8, 0, 0, 0}));
    assertEquals("a.tiff", tiff.manifest().fileName());
    PhotoRejectedException e =
        assertThrows(PhotoRejectedException.class, () -> named.apply(text("a.pdf", "%PDF-1.7\n")));
    assertEquals(
        "This receiver does not take .pdf files, only dcm, jpg, tif.",
        e.getMessage(),
        "a library knows no options");
  }

  @Test
  void adviceFollowsForATypeThatCouldBeAllowed() throws Exception {
    TypeFilter advising = new TypeFilter(Set.of("jpg"), type -> "Ask for " + type + ".");
    PhotoRejectedException pdf =
        assertThrows(
            PhotoRejectedException.class, () -> advising.apply(text("a.pdf", "%PDF-1.7\n")));
    assertEquals(
        "This receiver does not take .pdf files, only jpg. Ask for pdf.", pdf.getMessage());
    PhotoRejectedException program =
        assertThrows(
            PhotoRejectedException.class,
            () -> advising.apply(photo("a.exe", new byte[] {'M', 'Z', 0, 1})));
    assertEquals("This receiver does not take .exe files, only jpg.", program.getMessage());
  }

  @Test
  void pdfAfterAByteOrderMarkIsTaken() throws Exception {
    StagedPhoto pdf = filter.apply(text("letter.pdf", "\ufeff%PDF-1.4\n"));
    assertEquals("application/pdf", pdf.manifest().mediaType());
  }
}
