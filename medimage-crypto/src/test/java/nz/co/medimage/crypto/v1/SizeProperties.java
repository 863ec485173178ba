package nz.co.medimage.crypto.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class SizeProperties {

  @Property
  void paddingAddsLittleAndNeverRemoves(@ForAll @LongRange(min = 1, max = 1L << 53) long length) {
    long padded = Padme.padded(length);

    assertTrue(padded >= length);
    assertTrue(padded - length <= length * 0.12);
    assertEquals(padded, Padme.padded(padded));
  }

  @Property
  void aLongerPhotoIsNeverSmallerPadded(@ForAll @LongRange(min = 1, max = 1L << 53) long length) {
    assertTrue(Padme.padded(length) <= Padme.padded(length + 1));
  }

  @Property
  void sizesAreThoseOfTheCipher(
      @ForAll @IntRange(min = 1, max = 65_536) int manifest,
      @ForAll @LongRange(min = 1, max = 1L << 40) long content) {
    long plaintext = Padme.padded(4 + manifest + content);
    long stream =
        EnvelopeCipher.stream(new byte[32], EnvelopeSizes.SEGMENT_BYTES)
            .expectedCiphertextSize(plaintext);

    assertEquals(122 + stream, EnvelopeSizes.sealed(manifest, content));
  }
}
