package nz.co.medimage.crypto;

import static nz.co.medimage.crypto.Fixtures.PAIRED;
import static nz.co.medimage.crypto.Fixtures.content;
import static nz.co.medimage.crypto.Fixtures.id;
import static nz.co.medimage.crypto.Fixtures.manifest;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.crypto.envelope.DamagedEnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopeException;
import nz.co.medimage.crypto.envelope.UnsupportedEnvelopeException;

class EnvelopeProperties {
  private static final int SEGMENT = 1 << 20;
  private static final byte[] SMALL = sealed(content(1000));
  private static final byte[] TWO_SEGMENTS = sealed(content(SEGMENT + 1000));

  private static byte[] sealed(byte[] content) {
    try {
      return PAIRED.seal(id(), manifest(content).build(), content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Provide
  static Arbitrary<Integer> sizes() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(1, 5000),
        Arbitraries.integers().between(SEGMENT - 2000, SEGMENT + 2000),
        Arbitraries.integers().between(2 * SEGMENT - 2000, 2 * SEGMENT + 2000));
  }

  @Property(tries = 40)
  void anySizeComesOutAsItWentIn(@ForAll("sizes") int size) throws Exception {
    byte[] content = content(size);
    Manifest manifest = manifest(content).build();

    byte[] sealed = PAIRED.seal(id(), manifest, content);
    Fixtures.Opened opened = PAIRED.open(sealed);

    assertArrayEquals(content, opened.content().toByteArray());
    assertEquals(manifest, opened.manifest());
    assertEquals(EnvelopeSealer.sealedSize(manifest), sealed.length);
    assertTrue(sealed.length <= EnvelopeOpener.maxSealedSize(size));
  }

  @Property(tries = 20)
  void howTheBytesArriveIsIrrelevant(
      @ForAll("sizes") int size, @ForAll long seed, @ForAll @IntRange(min = 1, max = 9000) int most)
      throws Exception {
    byte[] content = content(size);
    Manifest manifest = manifest(content).build();
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    ByteArrayOutputStream opened = new ByteArrayOutputStream();

    new EnvelopeSealer(PAIRED.sender())
        .seal(id(), manifest, new Dribble(content, seed, most), sealed);
    new EnvelopeOpener(PAIRED.identity())
        .open(new Dribble(sealed.toByteArray(), seed, most), PAIRED.receiver(), opened);

    assertArrayEquals(content, opened.toByteArray());
  }

  @Property(tries = 40)
  void whatIsOpenedWhileItArrivesIsTheSame(
      @ForAll("sizes") int size, @ForAll long seed, @ForAll("blocks") int most) throws Exception {
    byte[] content = content(size);
    Manifest manifest = manifest(content).build();

    Fixtures.Opened opened =
        PAIRED.openWhileItArrives(PAIRED.seal(id(), manifest, content), seed, most);

    assertArrayEquals(content, opened.content().toByteArray());
    assertEquals(manifest, opened.manifest());
  }

  @Property(tries = 5)
  void whatIsOpenedByTwoThreadsIsTheSame(
      @ForAll @IntRange(min = 8 << 20, max = 12 << 20) int size,
      @ForAll long seed,
      @ForAll @IntRange(min = 9000, max = 3 << 20) int most)
      throws Exception {
    byte[] content = content(size);
    byte[] sealed = PAIRED.seal(id(), manifest(content).build(), content);

    assertArrayEquals(content, PAIRED.open(sealed).content().toByteArray());
    assertArrayEquals(
        content, PAIRED.openWhileItArrives(sealed, seed, most).content().toByteArray());
  }

  /** Flipped, cut off or too long, once or more often. */
  @Property(tries = 500)
  void whatIsWrongFailsWhileItArrivesAsItFailsAfterwards(
      @ForAll boolean isSmall,
      @ForAll @Size(max = 2) List<@IntRange(max = Integer.MAX_VALUE) Integer> bits,
      @ForAll @IntRange(min = -2000, max = 20) int longer,
      @ForAll long seed,
      @ForAll("blocks") int most) {
    byte[] sealed = isSmall ? SMALL : TWO_SEGMENTS;
    byte[] wrong = Arrays.copyOf(sealed, Math.max(1, sealed.length + longer));
    for (int bit : bits) {
      int at = bit % (wrong.length * 8);
      wrong[at / 8] ^= (byte) (1 << at % 8);
    }
    Assume.that(!Arrays.equals(wrong, sealed));

    EnvelopeException afterwards = assertThrows(EnvelopeException.class, () -> PAIRED.open(wrong));
    EnvelopeException meanwhile =
        assertThrows(EnvelopeException.class, () -> PAIRED.openWhileItArrives(wrong, seed, most));

    assertEquals(afterwards.getClass(), meanwhile.getClass());
    assertEquals(afterwards.getMessage(), meanwhile.getMessage());
  }

  @Provide
  static Arbitrary<Integer> blocks() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(50, 5000),
        Arbitraries.integers().between(100_000, 3 * SEGMENT));
  }

  @Property(tries = 1000)
  void anyFlippedBitFails(@ForAll @IntRange(max = Integer.MAX_VALUE) int bit) {
    byte[] flipped = SMALL.clone();
    int at = bit % (flipped.length * 8);
    flipped[at / 8] ^= (byte) (1 << at % 8);

    EnvelopeException failure = assertThrows(EnvelopeException.class, () -> PAIRED.open(flipped));

    boolean ofLaterVersion = at / 8 == 8 || at / 8 == 9;
    assertEquals(
        ofLaterVersion ? UnsupportedEnvelopeException.class : DamagedEnvelopeException.class,
        failure.getClass());
  }

  @Property(tries = 400)
  void anyTruncationIsDetected(@ForAll @IntRange(max = Integer.MAX_VALUE) int length) {
    byte[] cut = Arrays.copyOf(SMALL, length % SMALL.length);

    assertThrows(DamagedEnvelopeException.class, () -> PAIRED.open(cut));
  }

  @Property(tries = 40)
  void truncationBetweenSegmentsIsDetected(@ForAll @IntRange(min = -20, max = 20) int offset) {
    byte[] cut = Arrays.copyOf(TWO_SEGMENTS, 122 + SEGMENT + offset);

    assertThrows(DamagedEnvelopeException.class, () -> PAIRED.open(cut));
  }

  @Property(tries = 100)
  void anythingBehindTheEndIsDetected(@ForAll @Size(min = 1, max = 200) byte[] behind) {
    byte[] longer = Arrays.copyOf(SMALL, SMALL.length + behind.length);
    System.arraycopy(behind, 0, longer, SMALL.length, behind.length);

    assertThrows(DamagedEnvelopeException.class, () -> PAIRED.open(longer));
  }

  @Property(tries = 300)
  void anyBytesFailInACategory(
      @ForAll byte[] anything, @ForAll @IntRange(max = 200) int goodBegin) {
    byte[] bytes = Arrays.copyOf(SMALL, goodBegin + anything.length);
    System.arraycopy(anything, 0, bytes, goodBegin, anything.length);

    assertThrows(EnvelopeException.class, () -> PAIRED.open(bytes));
  }

  /** A stream that gives its bytes in pieces as it likes. */
  private static final class Dribble extends InputStream {
    private final InputStream in;
    private final Random random;
    private final int most;

    Dribble(byte[] bytes, long seed, int most) {
      in = new ByteArrayInputStream(bytes);
      random = new Random(seed);
      this.most = most;
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return in.read(buffer, offset, Math.min(length, 1 + random.nextInt(most)));
    }
  }
}
