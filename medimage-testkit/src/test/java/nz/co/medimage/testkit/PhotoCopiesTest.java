package nz.co.medimage.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as half a photo, and what does not. */
final class PhotoCopiesTest {
  private static final byte[] PHOTO = bytes("photo of an arm");

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"p", "photo of an ar", "photo\0\0\0\0\0\0\0\0\0\0", "\0\0\0\0\0 of"})
  void beginningOrPartWithoutTheRestIsAPart(String found) {
    assertTrue(PhotoCopies.isPart(bytes(found), PHOTO));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\0\0\0", "{}", "photos", "photo of an arm", "photo of an arm and a leg"})
  void wholeOrEmptyOrOtherFileIsNone(String found) {
    assertFalse(PhotoCopies.isPart(bytes(found), PHOTO));
  }

  @ParameterizedTest
  @ValueSource(strings = {".arm.jpg", "ZAC5361/.arm", "arm.jpg.tmp", "a/arm.PART"})
  void nameSaysThatAFileIsNotDone(String reference) {
    assertTrue(PhotoCopies.isAside(reference));
  }

  @Test
  void finalNameSaysNothingOfTheKind() {
    assertFalse(PhotoCopies.isAside("a.part/arm.jpg"));
    assertFalse(PhotoCopies.isAside("arm.tmp.jpg"));
  }
}
