package nz.co.medimage.transport.http.v1;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.OffsetConflictException;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.PairingRefusedException.Reason;

/** What travels in headers and problems: everything comes back, and nothing breaks the reader. */
class HeadersTest {

  @Property
  void metadataGivesTheEnvelopeBack(@ForAll long seed) {
    EnvelopeId id = EnvelopeId.create(Clock.systemUTC(), new Random(seed));
    assertEquals(id, UploadMetadata.envelope(UploadMetadata.of(id)));
    assertEquals(id, UploadMetadata.envelope("is_confidential,a YQ==, " + UploadMetadata.of(id)));
  }

  @Property
  void metadataIsReadOrRefused(@ForAll("headers") String header) {
    try {
      assertNotNull(UploadMetadata.envelope(header));
    } catch (IllegalArgumentException e) {
      assertNotNull(e.getMessage());
    }
  }

  @Property
  void checksumsAreReadOrRefused(@ForAll("headers") String header) {
    try {
      assertFalse(UploadChecksum.parse(header).matches());
    } catch (IllegalArgumentException e) {
      assertNotNull(e.getMessage());
    }
  }

  @Property
  void checksumsMatchTheirContentAlone(@ForAll byte[] content) throws Exception {
    String digest =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(content));
    UploadChecksum right = UploadChecksum.parse("sha256 " + digest);
    right.update(content, 0, content.length);
    assertTrue(right.matches());
    UploadChecksum wrong = UploadChecksum.parse("sha256 " + digest);
    wrong.update(content, 0, content.length);
    wrong.update(new byte[1], 0, 1);
    assertFalse(wrong.matches());
  }

  @Provide
  Arbitrary<String> headers() {
    Arbitrary<String> parts =
        Arbitraries.oneOf(
            Arbitraries.of("envelope", "sha1", "sha256", " ", ",", "=", "YQ==", "MDE5", "\t"),
            Arbitraries.strings().ofMaxLength(12));
    return parts.list().ofMaxSize(8).map(list -> String.join("", list));
  }

  @Property
  void problemsGiveTheExceptionBack(@ForAll("exceptions") IOException e) {
    Problem sent = Problem.of(e).orElseThrow();
    IOException got = Problem.read(sent.status(), sent.toJson()).toException();
    assertEquals(e.getClass(), got.getClass());
    assertEquals(e.getMessage(), got.getMessage());
    if (e instanceof PairingRefusedException refused) {
      assertEquals(refused.reason(), ((PairingRefusedException) got).reason());
    }
    if (e instanceof OffsetConflictException conflict) {
      assertEquals(conflict.offset(), ((OffsetConflictException) got).offset());
    }
  }

  @Provide
  Arbitrary<IOException> exceptions() {
    Arbitrary<String> sentences =
        Arbitraries.strings().withCharRange(' ', '~').ofMinLength(1).ofMaxLength(400);
    return Arbitraries.oneOf(
        sentences.map(NotPairedException::new),
        sentences.map(EnvelopeLostException::new),
        sentences.map(EnvelopeDeferredException::new),
        Arbitraries.longs().greaterOrEqual(0).map(OffsetConflictException::new),
        Arbitraries.of(Reason.class)
            .flatMap(r -> sentences.map(s -> new PairingRefusedException(r, s))));
  }

  @Property
  void anyAnswerIsSomeException(
      @ForAll byte[] body, @ForAll @LongRange(min = 400, max = 599) long status) {
    assertNotNull(Problem.read((int) status, body).toException().getMessage());
  }

  @Property
  void cutProblemsAreSomeException(
      @ForAll("exceptions") IOException e, @ForAll @LongRange(max = 500) long length) {
    byte[] json = Problem.of(e).orElseThrow().toJson();
    byte[] cut = java.util.Arrays.copyOf(json, (int) Math.min(length, json.length));
    assertNotNull(Problem.read(500, cut).toException().getMessage());
  }

  @Property
  void sentencesAreFitToBeShown(@ForAll String text) {
    Problem problem = new Problem("about:blank", "", 500, text, OptionalLong.empty());
    assertTrue(problem.detail().codePoints().noneMatch(Character::isISOControl));
    assertTrue(problem.detail().codePointCount(0, problem.detail().length()) <= 400);
    assertArrayEquals(problem.toJson(), Problem.read(500, problem.toJson()).toJson());
  }

  @Example
  void directionMarksAndLineBreaksAreTakenOut() {
    Problem problem = Problem.plain(500, "", "a\u202eb\nc\u2028d\u001b[31m\u200fe");
    assertEquals("abcd[31me", problem.detail());
  }

  @Example
  void twoStatusesNeedNoBody() {
    assertEquals(NotPairedException.class, Problem.read(401, new byte[0]).toException().getClass());
    assertEquals(
        EnvelopeLostException.class, Problem.read(410, new byte[0]).toException().getClass());
    assertEquals(
        "The other end answered with HTTP status 502",
        Problem.read(502, "<html>".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
            .toException()
            .getMessage());
  }
}
