package nz.co.medimage.crypto.v1;

import static nz.co.medimage.crypto.v1.RawEnvelope.manifest;
import static nz.co.medimage.crypto.v1.RawEnvelope.plaintext;
import static nz.co.medimage.crypto.v1.RawEnvelope.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.crypto.envelope.DamagedEnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopeException;
import nz.co.medimage.crypto.envelope.UnsupportedEnvelopeException;

/** What holds for suite 2, in which browsers seal, as it does for suite 1. */
class SuiteProperties {
  private static final int SEGMENT = 1 << 20;
  private static final byte[] SMALL = sealed(Suite.ENVELOPE_SHARE, content(1000));

  private static byte[] sealed(Suite suite, byte[] content) {
    return new RawEnvelope().suite(suite).seal(plaintext(utf8(manifest(content)), content));
  }

  private static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  private static Manifest open(byte[] sealed, ByteArrayOutputStream content)
      throws IOException, EnvelopeException {
    try (EnvelopeReader reader =
        new EnvelopeReader(
            HpkeKeyPair.of(VectorKeys.PRIVATE_KEY),
            VectorKeys.PAIRING,
            VectorKeys.PAIRING_KEY,
            content)) {
      reader.writeAll(new ByteArrayInputStream(sealed));
      return reader.finish();
    }
  }

  private static Manifest open(byte[] sealed) throws IOException, EnvelopeException {
    return open(sealed, new ByteArrayOutputStream());
  }

  @Provide
  static Arbitrary<Integer> sizes() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(1, 5000),
        Arbitraries.integers().between(SEGMENT - 2000, SEGMENT + 2000));
  }

  @Property(tries = 30)
  void anySizeComesOutAsItWentIn(@ForAll("sizes") int size, @ForAll Suite suite) throws Exception {
    byte[] content = content(size);
    ByteArrayOutputStream opened = new ByteArrayOutputStream();

    Manifest manifest = open(sealed(suite, content), opened);

    assertArrayEquals(content, opened.toByteArray());
    assertEquals(ManifestFormat.read(utf8(manifest(content))), manifest);
  }

  @Property(tries = 1000)
  void anyFlippedBitFails(@ForAll @IntRange(max = Integer.MAX_VALUE) int bit) {
    byte[] flipped = SMALL.clone();
    int at = bit % (flipped.length * 8);
    flipped[at / 8] ^= (byte) (1 << at % 8);

    EnvelopeException failure = assertThrows(EnvelopeException.class, () -> open(flipped));

    boolean isOfAnother = at / 8 == 8 || at / 8 == 9;
    assertEquals(
        isOfAnother ? UnsupportedEnvelopeException.class : DamagedEnvelopeException.class,
        failure.getClass());
  }

  @Property(tries = 300)
  void anyTruncationIsDetected(@ForAll @IntRange(max = Integer.MAX_VALUE) int length) {
    byte[] cut = Arrays.copyOf(SMALL, length % SMALL.length);

    assertThrows(DamagedEnvelopeException.class, () -> open(cut));
  }

  @Property(tries = 50)
  void whatSaysTheOtherSuiteIsDamaged(@ForAll Suite suite, @ForAll Suite said) throws Exception {
    byte[] sealed = sealed(suite, content(100));
    sealed[9] = said.number();
    if (suite == said) {
      open(sealed);
    } else {
      assertThrows(DamagedEnvelopeException.class, () -> open(sealed));
    }
  }

  @Example
  void otherSuitesAreNotRead() {
    for (int number = 0; number < 256; number++) {
      byte[] other = SMALL.clone();
      other[9] = (byte) number;
      if (Suite.of((byte) number).isEmpty()) {
        EnvelopeException failure =
            assertThrows(UnsupportedEnvelopeException.class, () -> open(other));
        assertEquals(
            "this envelope is of version 1 and suite " + number + ", which needs a newer receiver",
            failure.getMessage());
      }
    }
  }

  /** HKDF by hand, so that not one implementation says that it is right. */
  @Property(tries = 50)
  void theShareIsTheSpecs(@ForAll @Size(32) byte[] pairingKey, @ForAll @Size(16) byte[] envelopeId)
      throws Exception {
    byte[] extracted = hmac(envelopeId, pairingKey);
    byte[] label = utf8("MedImage envelope v1 share");

    assertArrayEquals(
        hmac(extracted, Keys.join(label, new byte[] {1})),
        Suite.ENVELOPE_SHARE.share(pairingKey, envelopeId));
    assertArrayEquals(pairingKey, Suite.PAIRING_KEY.share(pairingKey, envelopeId));
  }

  private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(message);
  }
}
