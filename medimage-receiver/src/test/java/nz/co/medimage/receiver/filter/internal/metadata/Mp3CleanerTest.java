package nz.co.medimage.receiver.filter.internal.metadata;

import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.concat;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.latin;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class Mp3CleanerTest {
  private static final String PLACE = "TXXX at -41.2865 174.7762";
  private static final byte[] ID3 = concat(latin("ID3\3\0\0\0\0\0\31"), latin(PLACE));
  private static final byte[] APE = latin("APETAGEX" + PLACE);
  private static final byte[] ID3_AT_END = Arrays.copyOf(latin("TAG" + PLACE), 128);

  /** Frames of 128 kbit/s at 44.1 kHz. */
  private static byte[] frames(int count) {
    byte[] frames = new byte[count * 417];
    Arrays.fill(frames, (byte) 7);
    for (int i = 0; i < count; i++) {
      System.arraycopy(
          new byte[] {(byte) 0xFF, (byte) 0xFB, (byte) 0x90, 0}, 0, frames, i * 417, 4);
    }
    return frames;
  }

  private static byte[] clean(byte[]... parts) throws Exception {
    return Cleaned.by(Mp3Cleaner::clean, concat(parts));
  }

  @Test
  void tagsGoAndFramesStay() throws Exception {
    assertArrayEquals(frames(9), clean(ID3, ID3, frames(9), APE, ID3_AT_END));
    assertArrayEquals(frames(9), clean(frames(4), ID3, frames(5)));
    assertArrayEquals(frames(3), clean(frames(3), ID3_AT_END));
  }

  @Test
  void soundWithoutTagsPassesAsItIs() throws Exception {
    assertArrayEquals(frames(5), clean(frames(5)));
  }

  /** The picture in a tag may hold what looks like a frame. */
  @Test
  void frameInATagIsNone() throws Exception {
    byte[] inTag = concat(latin("ID3\3\0\0\0\0\3\41"), frames(1));
    assertArrayEquals(frames(5), clean(inTag, frames(5)));
    assertArrayEquals(frames(5), clean(frames(5), APE, frames(1), latin(PLACE)));
  }

  @Test
  void lastFrameStaysBeforeOneThatIsCut() throws Exception {
    assertArrayEquals(frames(5), clean(ID3, frames(5), Arrays.copyOf(frames(1), 200)));
  }

  /** A read of the disk for each byte would take a minute. */
  @Test
  void whatIsNoSoundAtAllIsToldInTime() {
    byte[] noise = new byte[20_000_000];
    Arrays.fill(noise, (byte) 0xFF);
    Arrays.fill(noise, 5_000_000, 20_000_000, (byte) 'I');
    assertTimeout(
        Duration.ofSeconds(10),
        () -> assertThrows(UncleanableException.class, () -> clean(ID3, noise)));
  }

  @Test
  void whatIsHardlySoundIsUncleanable() {
    assertThrows(UncleanableException.class, () -> clean(ID3));
    assertThrows(UncleanableException.class, () -> clean(frames(3), new byte[9000], frames(3)));
  }

  @Property(tries = 300)
  void damagedSoundGetsAnAnswer(
      @ForAll @IntRange(min = 0, max = 3700) int place, @ForAll byte[] bytes) throws Exception {
    byte[] sound = concat(ID3, frames(9));
    System.arraycopy(bytes, 0, sound, Math.min(place, sound.length - bytes.length), bytes.length);
    try {
      byte[] cleaned = clean(sound);
      assertArrayEquals(cleaned, clean(cleaned));
    } catch (UncleanableException e) {
      // Told as it should be.
    }
  }
}
