package nz.co.medimage.receiver.filter.internal.metadata;

import static nz.co.medimage.receiver.filter.internal.metadata.Boxes.box;
import static nz.co.medimage.receiver.filter.internal.metadata.Boxes.elementaryStream;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SampleEntriesTest {
  private static byte[] clean(byte[] entry) throws Exception {
    return Cleaned.by(IsoCleaner::clean, new Boxes().track("vide", entry, "picture").build());
  }

  /** Each picture may have a position in its Exif data. */
  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "AVRn", "dmb1", "JPGL", "mjp2", "png ", "xyz1"})
  void pictureFilesAsSamplesAreUncleanable(String coding) {
    assertThrows(UncleanableException.class, () -> clean(box(coding, new byte[78])));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x6C, 0x6D, 0x6E})
  void pictureFilesUnderTheNameOfMpeg4AreUncleanable(int objectType) {
    byte[] entry = box("mp4v", new byte[78], elementaryStream(objectType));
    assertThrows(UncleanableException.class, () -> clean(entry));
  }

  @Test
  void picturesOfMpeg4Stay() throws Exception {
    byte[] cleaned = clean(box("mp4v", new byte[78], elementaryStream(0x20)));
    assertTrue(Cleaned.latin(cleaned).contains("picture"));
  }
}
