package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import nz.co.medimage.api.PhotoId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PhotoFaultsTest {
  private static final String SINK = "folders";

  @TempDir Path folder;
  private final PhotoId one = fresh();
  private final PhotoId other = fresh();
  private PhotoFaults faults = new PhotoFaults();

  private static PhotoId fresh() {
    return new PhotoId(Phone.freshId(), LedgerFixture.PHONE);
  }

  private boolean fails(PhotoId id) throws IOException {
    return fails(id, SINK);
  }

  private boolean fails(PhotoId id, String step) throws IOException {
    return faults.isToBlame(id, step, folder.resolve(id + ".json"));
  }

  private void passes() {
    faults.passed(SINK, fresh());
  }

  @Test
  void photoThatFailsAloneIsToBlameAtTheTenthTime() throws Exception {
    for (int i = 1; i < 10; i++) {
      assertFalse(fails(one), "failure " + i);
    }
    assertTrue(fails(one));
  }

  @Test
  void photoIsToBlameSoonerIfOthersPassInBetween() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertFalse(fails(one));
      passes();
    }
    assertTrue(fails(one));
  }

  @Test
  void stepThatFailsAtSeveralAndPassesNoneIsAway() throws Exception {
    for (int i = 0; i < 100; i++) {
      assertFalse(fails(one));
      assertFalse(fails(other));
    }
  }

  @Test
  void lastFailureOfAStepThatIsBackSaysNothingOfThePhoto() throws Exception {
    for (int i = 0; i < 25; i++) {
      assertFalse(fails(one));
      assertFalse(fails(other));
    }
    faults.passed(SINK, one);
    for (int i = 1; i < 10; i++) {
      assertFalse(fails(other), "failure " + i);
    }
  }

  @Test
  void othersThatPassedOnceSayNothingOfLaterFailures() throws Exception {
    assertFalse(fails(one));
    assertFalse(fails(other));
    passes();
    for (int i = 0; i < 100; i++) {
      assertFalse(fails(one));
      assertFalse(fails(other));
    }
  }

  @Test
  void oneIsGivenUpAloneAndNoMoreUntilTheStepDealtWithAnother() throws Exception {
    for (int i = 1; i < 10; i++) {
      fails(one);
    }
    assertTrue(fails(one));
    faults.ended(one);

    for (int i = 0; i < 100; i++) {
      assertFalse(fails(other));
    }

    passes();
    assertTrue(fails(other));
  }

  @Test
  void countGoesOnAfterARestart() throws Exception {
    for (int i = 1; i < 10; i++) {
      faults = new PhotoFaults();
      assertFalse(fails(one));
    }
    faults = new PhotoFaults();
    assertTrue(fails(one));
  }

  @Test
  void anotherStepBeginsAnotherCount() throws Exception {
    for (int i = 1; i < 10; i++) {
      fails(one);
    }
    assertFalse(fails(one, "another"));
    assertFalse(fails(one));
  }

  @Test
  void countThatIsDamagedBeginsAnew() throws Exception {
    for (int i = 1; i < 10; i++) {
      fails(one);
    }
    Files.writeString(folder.resolve(one + ".json"), "{");
    assertFalse(fails(one));
  }
}
