package nz.co.medimage.receiver.filter.internal.metadata;

import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.assertSamePixels;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.concat;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.latin;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GifCleanerTest {
  private static final byte[] PLAIN = Cleaned.drawn("gif");
  private static final int AFTER_SCREEN = 13 + (3 << ((PLAIN[10] & 7) + 1));

  static final byte[] LOCATED = with("\u00fe\u000541,17\0");

  private static byte[] clean(byte[] photo) throws Exception {
    byte[] cleaned = Cleaned.by(GifCleaner::clean, photo);
    assertArrayEquals(cleaned, Cleaned.by(GifCleaner::clean, cleaned), "clean is clean");
    assertSamePixels(photo, cleaned);
    return cleaned;
  }

  private static byte[] with(String extension) {
    return concat(
        Arrays.copyOf(PLAIN, AFTER_SCREEN),
        latin("!" + extension),
        Arrays.copyOfRange(PLAIN, AFTER_SCREEN, PLAIN.length));
  }

  @Test
  void plainPictureStaysAsItIs() throws Exception {
    assertArrayEquals(PLAIN, clean(PLAIN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00fe\u000541,17\0",
        "\u00ff\u000bXMP DataXMP\u0004<x:>\0",
        "\u00ff\u000bNETSCAPE2.0\u001done that is longer than loops\0"
      })
  void commentsAndOtherExtensionsGo(String extension) throws Exception {
    assertArrayEquals(PLAIN, clean(with(extension)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00ff\u000bNETSCAPE2.0\u0003\u0001\0\0\0",
        "\u00ff\u000bICCRGBG1012\u0004acsp\0",
        "\u00f9\u0004\0\0\0\0\0"
      })
  void loopsTransparencyAndProfilesStay(String extension) throws Exception {
    assertArrayEquals(with(extension), clean(with(extension)));
  }

  @Test
  void whatFollowsTheEndGoes() throws Exception {
    assertArrayEquals(PLAIN, clean(concat(PLAIN, latin("ftypmp42"))));
  }

  @Test
  void fileWithoutImageIsNotCleaned() {
    assertThrows(
        UncleanableException.class,
        () -> Cleaned.by(GifCleaner::clean, Arrays.copyOf(PLAIN, AFTER_SCREEN)));
  }
}
