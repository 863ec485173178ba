package nz.co.medimage.receiver.filter.internal.metadata;

import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.file;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.latin;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever is done to a file of boxes, it is cleaned or said not to be, and never destroyed. */
final class IsoCleanerFuzzTest {
  private static final List<byte[]> FILES =
      List.of(file("g24-heic.heic"), file("g25-mp4.mp4"), file("c03-iphone-style.mov"));

  @Provide
  Arbitrary<byte[]> files() {
    return Arbitraries.of(FILES);
  }

  @Property
  void changedFileIsCleanedOrRefused(
      @ForAll("files") byte[] file,
      @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 0, max = 1200) Integer> places,
      @ForAll byte[] values)
      throws Exception {
    byte[] changed = file.clone();
    for (int i = 0; i < Math.min(places.size(), values.length); i++) {
      changed[Math.min(places.get(i), file.length - 1)] = values[i];
    }
    String cleaned = latin(assertCleanOrRefused(changed));
    assertFalse(cleaned.contains("-41.2865"));
    assertFalse(cleaned.contains("+174.7762"));
  }

  @Property
  void cutAndRepeatedFileIsCleanedOrRefused(
      @ForAll("files") byte[] file,
      @ForAll @IntRange(min = 0, max = 3100) int from,
      @ForAll @IntRange(min = 0, max = 3100) int to)
      throws Exception {
    byte[] first = Arrays.copyOf(file, Math.min(from, file.length));
    byte[] rest = Arrays.copyOfRange(file, Math.min(to, file.length), file.length);
    assertCleanOrRefused(Cleaned.concat(first, rest));
  }

  @Property
  void anyBytesGetAnAnswer(@ForAll byte[] bytes) throws Exception {
    assertCleanOrRefused(bytes);
  }

  /** Gives the clean file, or nothing. */
  private static byte[] assertCleanOrRefused(byte[] file) throws IOException {
    byte[] cleaned;
    try {
      cleaned = Cleaned.by(IsoCleaner::clean, file);
    } catch (UncleanableException e) {
      return new byte[0];
    }
    assertEquals(file.length, cleaned.length);
    try {
      assertArrayEquals(cleaned, Cleaned.by(IsoCleaner::clean, cleaned));
    } catch (UncleanableException e) {
      throw new AssertionError("what is clean cannot be cleaned", e);
    }
    return cleaned;
  }
}
