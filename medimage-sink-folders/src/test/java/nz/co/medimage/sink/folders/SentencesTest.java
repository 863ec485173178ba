package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What goes wrong with a folder is said in words, and never by the path of a patient. */
final class SentencesTest {
  private static final Path ROOT = Path.of("photos");
  private static final String PATIENT = "photos/ZAC5361/arm.jpg";

  private static String failed(FileSystemException e) {
    return Sentences.failed("use", ROOT, e);
  }

  @Test
  void theReasonOfTheSystemIsPassedOn() {
    assertEquals(
        "cannot use photos: No space left on device; make room on its disk",
        failed(new FileSystemException(PATIENT, null, "No space left on device")));
  }

  @Test
  void kindsWithoutAReasonAreWords() {
    assertEquals(
        "cannot use photos: a folder that it needs is missing and cannot be made",
        failed(new NoSuchFileException(PATIENT)));
    assertEquals(
        "cannot use photos: access is denied; give the user who runs the receiver the right to write there",
        failed(new AccessDeniedException(PATIENT)));
  }
}
