package nz.co.medimage.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManifestTest {
  private static Manifest.Builder full() {
    return Manifest.builder()
        .tag(PatientTag.parse("#ZAC5361 arm"))
        .fileName("IMG_1.JPG")
        .mediaType("image/jpeg")
        .capturedAt(OffsetDateTime.parse("2017-08-10T09:21:45+12:00"))
        .content(3, new byte[32])
        .deviceName("Phone")
        .attributes(Map.of("site", "arm"))
        .unknown(Map.of("later", 1.0));
  }

  private static String refusal(Consumer<Manifest.Builder> change) {
    Manifest.Builder builder = full();
    change.accept(builder);
    return assertThrows(IllegalArgumentException.class, builder::build).getMessage();
  }

  @Test
  void holdsWhatItWasGiven() {
    Manifest manifest = full().build();
    assertEquals("#ZAC5361 arm", manifest.tag().toString());
    assertEquals("IMG_1.JPG", manifest.fileName());
    assertEquals("image/jpeg", manifest.mediaType());
    assertEquals("2017-08-10T09:21:45+12:00", manifest.capturedAt().toString());
    assertEquals(3, manifest.length());
    assertEquals("0".repeat(64), manifest.sha256());
    assertEquals("Phone", manifest.deviceName());
    assertEquals(Map.of("site", "arm"), manifest.attributes());
    assertEquals(Map.of("later", 1.0), manifest.unknown());
  }

  @Test
  void isEqualByValueAndChangedThroughItsBuilder() {
    Manifest manifest = full().build();
    assertEquals(manifest, manifest.toBuilder().build());
    assertEquals(manifest.hashCode(), full().build().hashCode());
    assertNotEquals(manifest, manifest.toBuilder().deviceName("Other").build());
    assertNotEquals(manifest, manifest.toBuilder().unknown(Map.of()).build());
  }

  @Test
  void textTellsNothingAboutThePatient() {
    assertEquals("Manifest", full().build().toString());
  }

  @Test
  void mapsAreCopiedAndCannotBeChanged() {
    Map<String, String> attributes = new HashMap<>(Map.of("site", "arm"));
    Manifest manifest = full().attributes(attributes).build();
    attributes.clear();
    assertEquals(Map.of("site", "arm"), manifest.attributes());
    assertThrows(UnsupportedOperationException.class, () -> manifest.attributes().clear());
  }

  @Test
  void missingFieldIsNamed() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Manifest.builder().build());
    assertEquals("a manifest cannot be read: tag is missing", e.getMessage());
    Manifest.Builder noContent =
        Manifest.builder()
            .tag(PatientTag.parse(""))
            .fileName("a.jpg")
            .mediaType("image/jpeg")
            .capturedAt(OffsetDateTime.MIN);
    e = assertThrows(IllegalArgumentException.class, noContent::build);
    assertEquals("a manifest cannot be read: sha256 is missing", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../a.jpg", "a/b", "a\\b", "C:x", "", ".", "..", "a\0", "a\nb", "x\u202Egpj.exe"})
  void fileNameThatIsAPathIsRefused(String name) {
    assertEquals(
        "a manifest cannot be read: fileName is a path or holds control characters",
        refusal(builder -> builder.fileName(name)));
  }

  @Test
  void otherBadFieldsAreRefused() {
    assertEquals(
        "a manifest cannot be read: length is not positive",
        refusal(builder -> builder.content(0, new byte[32])));
    assertEquals(
        "a manifest cannot be read: sha256 is not 64 hexadecimal digits",
        refusal(builder -> builder.content(1, new byte[31])));
    assertEquals(
        "a manifest cannot be read: mediaType is not of the form type/subtype",
        refusal(builder -> builder.mediaType("image")));
  }

  @ParameterizedTest
  @CsvSource({
    "a.jpg, jpg",
    "A.JPG, jpg",
    "a.tar.gz, gz",
    "a, bin",
    "a., bin",
    ".heic, heic",
    "a.verylongone, bin",
    "a.jp g, bin",
    "a.漢, bin",
    "Ma\u0304ori.png, png"
  })
  void extensionIsSmallOrBin(String name, String extension) {
    assertEquals(extension, full().fileName(name).build().extension());
  }

  @Property
  void everyFileNameOfAPhotoIsOneOfAManifest(@ForAll String name) {
    Photo photo =
        Photo.builder(name, () -> null, OffsetDateTime.parse("2017-08-10T09:21:45Z")).build();
    Manifest manifest = full().fileName(photo.fileName()).build();
    assertTrue(manifest.extension().matches("[a-z0-9]{1,8}"));
    String utf8 =
        new String(
            photo.fileName().getBytes(java.nio.charset.StandardCharsets.UTF_8),
            java.nio.charset.StandardCharsets.UTF_8);
    assertEquals(photo.fileName(), utf8, "survives UTF-8");
  }
}
