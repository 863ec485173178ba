package nz.co.medimage.console;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;

/** What a browser gets of a photo that may turn out, at its end, not to be authentic. */
final class PiecesTest {
  private final ByteArrayOutputStream browser = new ByteArrayOutputStream();
  private final Pieces pieces = new Pieces(browser);

  @Test
  void everythingComesInOrderHoweverItIsWritten() throws IOException {
    byte[] photo = TestPhotos.noise(1, 200_000);
    int written = 0;
    for (int size = 1; written < photo.length; size = size * 3 % 70_001) {
      int count = Math.min(size, photo.length - written);
      pieces.write(photo, written, count);
      written += count;
    }
    pieces.finish();
    assertArrayEquals(photo, browser.toByteArray());
  }

  @Test
  void endIsHeldBackUntilAllIsKnownToBeRight() throws IOException {
    for (int size : new int[] {1, 32 * 1024, 32 * 1024 - 1}) {
      pieces.write(TestPhotos.noise(1, size), 0, size);
    }
    assertTrue(browser.size() <= 32 * 1024, () -> browser.size() + " bytes");
  }
}
