package nz.co.medimage.crypto;

import static nz.co.medimage.crypto.Fixtures.content;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.crypto.envelope.BadManifestException;

class ManifestJsonProperties {
  private static final byte[] GOOD = ManifestJson.write(Fixtures.manifest(content(42)).build());

  @Provide
  static Arbitrary<Manifest> manifests() {
    Arbitrary<String> text =
        Arbitraries.strings()
            .ofMaxLength(40)
            .filter(StandardCharsets.UTF_8.newEncoder()::canEncode);
    Arbitrary<Map<String, String>> attributes = Arbitraries.maps(text, text).ofMaxSize(5);
    Arbitrary<Map<String, Object>> unknown =
        Arbitraries.maps(text.map(name -> "later " + name), values(text)).ofMaxSize(3);
    Arbitrary<OffsetDateTime> times =
        Combinators.combine(
                Arbitraries.longs().between(-30_000_000_000L, 200_000_000_000L),
                Arbitraries.integers().between(0, 999_999_999),
                Arbitraries.integers().between(-18 * 60, 18 * 60))
            .as(
                (second, nano, minutes) ->
                    OffsetDateTime.ofInstant(
                        java.time.Instant.ofEpochSecond(second, nano),
                        ZoneOffset.ofTotalSeconds(minutes * 60)));
    return Combinators.combine(
            Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars('ā', 'é', '母', '.', '-')
                .ofMinLength(1)
                .ofMaxLength(20),
            Arbitraries.longs().between(1, (1L << 53) - 1),
            times,
            text,
            attributes,
            unknown)
        .as(
            (name, length, time, device, map, later) ->
                Fixtures.manifest(content(1))
                    .tag(PatientTag.parse("#Z" + name.replace(".", "") + " arm"))
                    .fileName("x" + name + ".jpg")
                    .content(length, Fixtures.sha256(name.getBytes(StandardCharsets.UTF_8)))
                    .capturedAt(time)
                    .deviceName(device)
                    .attributes(map)
                    .unknown(later)
                    .build());
  }

  private static Arbitrary<Object> values(Arbitrary<String> text) {
    return Arbitraries.lazyOf(
        () -> text.map(t -> (Object) t),
        () -> Arbitraries.doubles().map(d -> (Object) d),
        () -> Arbitraries.of(true, false).map(b -> (Object) b),
        () -> text.list().ofMaxSize(3).map(list -> (Object) list),
        () -> Arbitraries.maps(text, text).ofMaxSize(3).map(map -> (Object) map));
  }

  @Property(tries = 500)
  void whatWasWrittenIsReadAsEqual(@ForAll("manifests") Manifest manifest) throws Exception {
    assertEquals(manifest, ManifestJson.read(ManifestJson.write(manifest)));
  }

  @Property(tries = 2000)
  void anyChangedByteIsReadOrRefused(@ForAll @IntRange(max = 5000) int at, @ForAll byte value) {
    byte[] changed = GOOD.clone();
    changed[at % changed.length] = value;

    readOrRefuse(changed);
  }

  @Property(tries = 1000)
  void anyCutIsRefused(@ForAll @IntRange(max = 5000) int length) {
    byte[] cut = Arrays.copyOf(GOOD, length % GOOD.length);

    assertThrows(BadManifestException.class, () -> ManifestJson.read(cut));
  }

  @Property(tries = 1000)
  void anyTextIsReadOrRefused(@ForAll String text) {
    readOrRefuse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 1000)
  void anyTagIsReadOrRefused(@ForAll String tag) {
    String json = new String(GOOD, StandardCharsets.UTF_8);
    String quoted = tag.replace("\\", "\\\\").replace("\"", "\\\"");

    readOrRefuse(json.replace("#ZAC5361 arm", quoted).getBytes(StandardCharsets.UTF_8));
  }

  /** Any other exception fails the property. */
  private static void readOrRefuse(byte[] json) {
    try {
      ManifestJson.write(ManifestJson.read(json));
    } catch (BadManifestException e) {
      assertEquals(e.getMessage(), String.valueOf(e.getMessage()).trim());
    }
  }

  @Example
  void deepNestingIsRefusedSoon() {
    byte[] deep = ("{\"x\":" + "[".repeat(60_000)).getBytes(StandardCharsets.UTF_8);

    BadManifestException failure =
        assertThrows(BadManifestException.class, () -> ManifestJson.read(deep));

    assertEquals("a manifest cannot be read: its JSON is nested too deeply", failure.getMessage());
  }

  @Example
  void tooManyBytesAreRefused() {
    BadManifestException failure =
        assertThrows(BadManifestException.class, () -> ManifestJson.read(new byte[65_537]));

    assertEquals("a manifest cannot be read: it takes more than 65536 bytes", failure.getMessage());
  }

  @Example
  void aHostileTagIsRefusedWithTheSentenceOfTags() {
    byte[] hostile =
        new String(GOOD, StandardCharsets.UTF_8)
            .replace("#ZAC5361 arm", "#..")
            .getBytes(StandardCharsets.UTF_8);

    BadManifestException failure =
        assertThrows(BadManifestException.class, () -> ManifestJson.read(hostile));

    assertEquals("A folder in a tag cannot be '..' or end in a dot.", failure.getMessage());
  }

  @Example
  void unknownFieldsAreKept() throws Exception {
    byte[] later =
        new String(GOOD, StandardCharsets.UTF_8)
            .replace("{\"tag\"", "{\"later\":[1,null,{\"a\":true}],\"none\":null,\"tag\"")
            .getBytes(StandardCharsets.UTF_8);

    Manifest manifest = ManifestJson.read(ManifestJson.write(ManifestJson.read(later)));

    assertEquals(Map.of("later", Arrays.asList(1.0, null, Map.of("a", true))), manifest.unknown());
  }

  @Example
  void unknownFieldsNeverHideKnownOnes() throws Exception {
    Manifest manifest =
        Fixtures.manifest(content(42)).unknown(Map.of("tag", "#Other", "list", List.of())).build();

    Manifest read = ManifestJson.read(ManifestJson.write(manifest));

    assertEquals(PatientTag.parse("#ZAC5361 arm"), read.tag());
    assertEquals(Map.of("list", List.of()), read.unknown());
  }
}
