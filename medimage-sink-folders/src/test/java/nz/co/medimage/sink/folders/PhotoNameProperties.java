package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import nz.co.medimage.api.InvalidTagException;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.TestPhotos;

/** From whatever is typed on whatever phone to a path: always a good one, or no tag at all. */
final class PhotoNameProperties {
  private static final Path ROOT = Path.of("/photos/main");

  @Property(tries = 2000)
  void pathIsInsideTheFolderAndPortable(
      @ForAll("manifests") Optional<Manifest> manifest, @ForAll("choices") int choice) {
    if (manifest.isEmpty()) {
      return;
    }
    String relative = name(NamePattern.DEFAULT, manifest.get(), "Room 1").relative(choice);
    Path path = ROOT.resolve(relative);

    assertEquals(path, path.normalize(), "nothing in it leads up");
    assertTrue(path.startsWith(ROOT) && !path.equals(ROOT));
    assertEquals(relative, Normalizer.normalize(relative, Normalizer.Form.NFC));
    for (String name : relative.split("/", -1)) {
      assertPortable(name);
    }
  }

  @Property
  void pathIsDeterministicAndReadBack(@ForAll("manifests") Optional<Manifest> manifest) {
    if (manifest.isEmpty()) {
      return;
    }
    PhotoName name = name(NamePattern.DEFAULT, manifest.get(), "Room 1");
    assertEquals(name, name(NamePattern.DEFAULT, manifest.get(), "Room 1"));
    assertEquals(name, PhotoName.ofRelative(name.relative(1)));
  }

  @Property(tries = 2000)
  void anyPatternAndDeviceGiveAPortableNameThatIsNoCompanions(
      @ForAll("patterns") String pattern,
      @ForAll("manifests") Optional<Manifest> manifest,
      @ForAll("devices") String device,
      @ForAll("choices") int choice) {
    if (manifest.isEmpty()) {
      return;
    }
    PhotoName name = name(pattern, manifest.get(), device);
    assertEquals(name, name(pattern, manifest.get(), device));
    for (PhotoName one : List.of(name, name.plain())) {
      String file = one.file(choice);
      assertEquals(1, Path.of(file).getNameCount(), "a single name");
      assertEquals(file, Normalizer.normalize(file, Normalizer.Form.NFC));
      assertPortable(file);
      assertTrue(one.mayBe(file));
      String stem = file.substring(0, file.lastIndexOf('.'));
      String end = stem.substring(stem.lastIndexOf('.') + 1);
      assertTrue(!stem.contains(".") || !Intents.fold(end).matches("[a-z0-9-]{1,20}"), file);
      PhotoName companion =
          PhotoName.ofRelative(file).companion("a-label-of-20-letters".substring(1), "abcdefghij");
      assertPortable(companion.file(choice));
    }
  }

  /** As it was before there were patterns. */
  @Property
  void defaultIsTheNameThatPhotosAlwaysHad(@ForAll("manifests") Optional<Manifest> manifest) {
    if (manifest.isEmpty()) {
      return;
    }
    PatientTag tag = manifest.get().tag();
    String stem =
        DateTimeFormatter.ofPattern("dd-MMM-uuuu-HH-mm-ss", Locale.ENGLISH)
                .format(manifest.get().capturedAt())
            + manifest.get().sequence().map(sequence -> "-" + sequence).orElse("");
    if (!tag.words().isEmpty()) {
      stem = String.join("-", tag.words()) + "-" + stem;
    } else if (tag.folders().isEmpty()) {
      stem = "image-" + stem;
    }
    assertEquals(
        new PhotoName(tag.folders(), stem, manifest.get().extension()),
        name(NamePattern.DEFAULT, manifest.get(), "Room 1"));
  }

  private static PhotoName name(String pattern, Manifest manifest, String device) {
    StagedPhoto photo = StagedPhoto.of(TestPhotos.photoId(1), device, manifest, Path.of("staged"));
    return NamePattern.parse(pattern).name(photo, manifest.tag().folders());
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.of(
            "{words}",
            "{folders}",
            "{device}",
            "{counter}",
            "{captured:yyyyMMdd-HHmmss}",
            "{captured:HH:mm 'Uhr'}",
            "{captured:EEEE.dd.MMMM.uuuu}",
            "-",
            "_",
            ".",
            "CON",
            "ä.b",
            "x".repeat(90))
        .list()
        .ofMinSize(1)
        .ofMaxSize(7)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<String> devices() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(100),
        Arbitraries.of(
            "", "..", "CON", "Dr Rua's phone", "../../etc", "a.small", "😀", "Ma\u0304ori"));
  }

  private static void assertPortable(String name) {
    assertTrue(name.getBytes(StandardCharsets.UTF_8).length <= 255, "255 bytes");
    assertTrue(!name.isEmpty() && !name.startsWith("."), "neither empty nor hidden");
    assertTrue(!name.endsWith(".") && !name.endsWith(" "), "Windows drops dots and spaces");
    assertTrue(name.chars().noneMatch(c -> c < 32 || "<>:\"/\\|?*".indexOf(c) >= 0));
    assertTrue(
        name.codePoints()
            .noneMatch(c -> Character.getType(c) == Character.FORMAT || Character.isISOControl(c)));
    String stem = name.split("\\.", -1)[0];
    assertTrue(
        !stem.matches("(?i)CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9¹²³]"), "reserved");
  }

  @Provide
  Arbitrary<Integer> choices() {
    return Arbitraries.integers().between(1, 10_000);
  }

  @Provide
  Arbitrary<Optional<Manifest>> manifests() {
    return Combinators.combine(tags(), fileNames(), times(), sequences())
        .as(
            (tag, fileName, time, sequence) ->
                tag.map(
                    t ->
                        TestPhotos.manifest("", new byte[] {1}).toBuilder()
                            .tag(t)
                            .fileName(fileName)
                            .capturedAt(time)
                            .sequence(sequence.isEmpty() ? null : sequence)
                            .build()));
  }

  private static Arbitrary<Optional<PatientTag>> tags() {
    Arbitrary<String> awkward =
        Arbitraries.of(
            "..",
            "con",
            "con.x",
            "nul.",
            "LPT1.a",
            "#..",
            "#CON",
            "#.ssh",
            ".hidden",
            "Ma\u0304ori",
            "写真",
            "ffi",
            "a/b",
            "a\\b",
            "C:",
            "x\u202Egpj.exe",
            "😀",
            "#",
            "~",
            "prn");
    Arbitrary<String> plain = Arbitraries.strings().ofMinLength(1).ofMaxLength(70).alpha();
    Arbitrary<String> letters =
        Arbitraries.strings().ofMinLength(1).ofMaxLength(60).withChars("aé漢ЖŌ-_.'1#");
    Arbitrary<String> anything = Arbitraries.strings().all().ofMaxLength(12);
    return Arbitraries.oneOf(awkward, plain, letters, anything)
        .list()
        .ofMaxSize(5)
        .map(words -> String.join(" ", words))
        .map(PhotoNameProperties::parse);
  }

  private static Optional<PatientTag> parse(String typed) {
    try {
      return Optional.of(PatientTag.parse(typed));
    } catch (InvalidTagException e) {
      return Optional.empty();
    }
  }

  private static Arbitrary<String> fileNames() {
    return Arbitraries.of(
        List.of("IMG_1.JPG", "photo", "a.tar.gz", "x.jp g", ".heic", "x.", "x.verylongextension"));
  }

  private static Arbitrary<String> sequences() {
    return Arbitraries.strings().numeric().ofMaxLength(6);
  }

  private static Arbitrary<OffsetDateTime> times() {
    return Combinators.combine(
            Arbitraries.longs().between(-62_135_596_800L, 253_402_200_000L),
            Arbitraries.integers().between(-18, 18))
        .as(
            (second, hours) ->
                OffsetDateTime.ofInstant(
                    java.time.Instant.ofEpochSecond(second), ZoneOffset.ofHours(hours)));
  }
}
