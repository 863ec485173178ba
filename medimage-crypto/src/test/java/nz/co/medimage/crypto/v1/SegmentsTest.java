package nz.co.medimage.crypto.v1;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import nz.co.medimage.crypto.envelope.DamagedEnvelopeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link SegmentOutput} seals, {@link SegmentInput} opens, to the byte, and nothing else. */
@Timeout(60)
final class SegmentsTest {
  private static final int FULL = EnvelopeSizes.SEGMENT_BYTES - EnvelopeSizes.TAG_BYTES;
  private static final int FIRST = FULL - EnvelopeSizes.STREAM_HEADER_BYTES;

  private final byte[] head = Prefix.head(VectorKeys.ID, VectorKeys.PAIRING);
  private final EnvelopeCipher sealing =
      EnvelopeCipher.toSeal(
          head, VectorKeys.publicKey(VectorKeys.PRIVATE_KEY), VectorKeys.PAIRING_KEY);

  private byte[] sealed(byte[] plaintext) throws IOException {
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    SegmentOutput out = new SegmentOutput(sealing, sealed);
    out.write(new ByteArrayInputStream(plaintext), plaintext.length);
    out.finish();
    return sealed.toByteArray();
  }

  private SegmentInput opening(byte[] sealed) throws IOException, DamagedEnvelopeException {
    return new SegmentInput(sealing, new ByteArrayInputStream(sealed));
  }

  private byte[] opened(byte[] sealed, int most) throws IOException, DamagedEnvelopeException {
    ByteArrayOutputStream opened = new ByteArrayOutputStream();
    SegmentInput in = opening(sealed);
    for (int n = in.take(most); n > 0; n = in.take(most)) {
      opened.write(in.array(), in.offset(), n);
    }
    assertEquals(0, in.take(most), "the end stays the end");
    return opened.toByteArray();
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, FIRST - 1, FIRST, FIRST + 1, FIRST + FULL - 1, FIRST + FULL, FIRST + FULL + 1})
  void everySizeComesBackWhole(int size) throws Exception {
    byte[] plaintext = noise(size);
    byte[] sealed = sealed(plaintext);
    assertArrayEquals(plaintext, opened(sealed, Integer.MAX_VALUE));
    assertArrayEquals(plaintext, opened(sealed, 100_003));
  }

  @Test
  void whatEndsOrGoesOnWhereASegmentEndsIsDamaged() throws Exception {
    byte[] sealed = sealed(noise(FIRST + FULL + 1));
    int first = EnvelopeSizes.SEGMENT_BYTES;
    for (int size : new int[] {0, 39, 40, 41, 55, first - 1, first, first + 1, 2 * first}) {
      byte[] cut = Arrays.copyOf(sealed, size);
      assertThrows(DamagedEnvelopeException.class, () -> opened(cut, 1 << 20), () -> "at " + size);
    }
    byte[] full = sealed(noise(FIRST));
    byte[] longer = Arrays.copyOf(full, full.length + 1);
    assertThrows(DamagedEnvelopeException.class, () -> opened(longer, 1 << 20));
  }

  @Test
  void oneSegmentStaysWhileTheNextIsOpened() throws Exception {
    byte[] plaintext = noise(FIRST + FULL);
    SegmentInput in = opening(sealed(plaintext));
    int taken = in.take(Integer.MAX_VALUE);
    byte[] array = in.array();
    int offset = in.offset();

    in.take(Integer.MAX_VALUE);

    assertNotSame(array, in.array());
    assertArrayEquals(
        Arrays.copyOf(plaintext, taken), Arrays.copyOfRange(array, offset, offset + taken));
  }
}
