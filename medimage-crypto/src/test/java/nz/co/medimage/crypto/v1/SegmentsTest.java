package nz.co.medimage.crypto.v1;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import nz.co.medimage.crypto.envelope.DamagedEnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link SegmentOutput} seals, {@link PieceReader} opens, to the byte, and nothing else. */
@Timeout(60)
final class SegmentsTest {
  private static final int FULL = EnvelopeSizes.SEGMENT_BYTES - EnvelopeSizes.TAG_BYTES;
  private static final int FIRST = FULL - EnvelopeSizes.STREAM_HEADER_BYTES;

  private final byte[] head = Prefix.head(VectorKeys.ID, VectorKeys.PAIRING);
  private final EnvelopeCipher sealing =
      EnvelopeCipher.toSeal(
          head, VectorKeys.publicKey(VectorKeys.PRIVATE_KEY), VectorKeys.PAIRING_KEY);

  /** With or without a thread behind. */
  private static final class Collected implements PieceReader.Plaintext {
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private final boolean isLarge;
    private Thread thread = Thread.currentThread();

    Collected(boolean isLarge) {
      this.isLarge = isLarge;
    }

    @Override
    public void take(byte[] segment, int length) {
      all.write(segment, 0, length);
      if (length == FULL) {
        thread = Thread.currentThread();
      }
    }

    @Override
    public boolean isLarge() {
      return isLarge;
    }
  }

  private byte[] sealed(byte[] plaintext) throws IOException {
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    sealed.write(sealing.prefix());
    SegmentOutput out = new SegmentOutput(sealing, sealed);
    out.write(new ByteArrayInputStream(plaintext), plaintext.length);
    out.finish();
    return sealed.toByteArray();
  }

  private static PieceReader reader(PieceReader.Plaintext plaintext) {
    return new PieceReader(
        HpkeKeyPair.of(VectorKeys.PRIVATE_KEY),
        VectorKeys.PAIRING,
        VectorKeys.PAIRING_KEY,
        plaintext);
  }

  private static byte[] opened(byte[] sealed, int block, boolean isLarge)
      throws IOException, EnvelopeException {
    Collected plaintext = new Collected(isLarge);
    try (PieceReader pieces = reader(plaintext)) {
      for (int at = 0; at < sealed.length; at += block) {
        pieces.write(sealed, at, Math.min(block, sealed.length - at));
      }
      pieces.end();
    }
    return plaintext.all.toByteArray();
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
    for (boolean isLarge : new boolean[] {false, true}) {
      assertArrayEquals(plaintext, opened(sealed, sealed.length, isLarge));
      assertArrayEquals(plaintext, opened(sealed, 100_003, isLarge));
      Collected fromStream = new Collected(isLarge);
      try (PieceReader pieces = reader(fromStream)) {
        ByteArrayInputStream in = new ByteArrayInputStream(sealed);
        while (pieces.readFrom(in)) {
          assertTrue(in.available() >= 0);
        }
        pieces.end();
      }
      assertArrayEquals(plaintext, fromStream.all.toByteArray());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatEndsOrGoesOnWhereASegmentEndsIsDamaged(boolean isLarge) throws Exception {
    byte[] sealed = sealed(noise(FIRST + FULL + 1));
    int begin = Prefix.BYTES;
    int first = EnvelopeSizes.SEGMENT_BYTES;
    for (int size : new int[] {0, 39, 40, 41, 55, first - 1, first, first + 1, 2 * first}) {
      byte[] cut = Arrays.copyOf(sealed, begin + size);
      assertThrows(
          DamagedEnvelopeException.class, () -> opened(cut, 1 << 20, isLarge), () -> "at " + size);
    }
    byte[] full = sealed(noise(FIRST));
    byte[] longer = Arrays.copyOf(full, full.length + 1);
    assertThrows(DamagedEnvelopeException.class, () -> opened(longer, 1 << 20, isLarge));
  }

  @Test
  void ofMuchPlaintextASecondThreadOpensAllButTheEnd() throws Exception {
    byte[] plaintext = noise(FIRST + 3 * FULL);
    Collected large = new Collected(true);
    byte[] sealed = sealed(plaintext);
    try (PieceReader pieces = reader(large)) {
      pieces.write(sealed, 0, sealed.length);
    }
    assertNotEquals(Thread.currentThread(), large.thread);
  }

  @Test
  void damageThatTheSecondThreadFindsIsThrown() throws Exception {
    byte[] sealed = sealed(noise(FIRST + 3 * FULL));
    sealed[sealed.length / 2] ^= 1;
    for (int block : new int[] {1 << 10, 1 << 20, sealed.length}) {
      assertThrows(DamagedEnvelopeException.class, () -> opened(sealed, block, true));
    }
  }

  @Test
  void whatTheSecondThreadCannotWriteIsThrown() throws Exception {
    byte[] sealed = sealed(noise(FIRST + 3 * FULL));
    PieceReader.Plaintext full =
        new PieceReader.Plaintext() {
          @Override
          public void take(byte[] segment, int length) throws IOException {
            throw new IOException("the disk is full");
          }

          @Override
          public boolean isLarge() {
            return true;
          }
        };
    try (PieceReader pieces = reader(full)) {
      IOException e =
          assertThrows(
              IOException.class,
              () -> {
                pieces.write(sealed, 0, sealed.length);
                pieces.end();
              });
      assertEquals("the disk is full", e.getMessage());
    }
  }
}
