package nz.co.medimage.sink.practice.profiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.sink.practice.profiles.FakeService.Trouble;
import org.junit.jupiter.api.Test;

/** The profile {@code cliniko} with a fake. */
final class ClinikoProfileTest extends ShippedProfileContract {

  @Override
  FakeService service() throws IOException {
    return new FakeCliniko(
        List.of(
            new FakeCliniko.Patient("101", KNOWN, ""),
            new FakeCliniko.Patient("102", OTHER, ""),
            new FakeCliniko.Patient("103", AMBIGUOUS, ""),
            new FakeCliniko.Patient("104", AMBIGUOUS, ""),
            new FakeCliniko.Patient("105", INACTIVE, "2026-01-01T00:00:00Z")));
  }

  @Override
  String profile(String url) {
    return "{'extends': 'cliniko', 'values': {'url': '"
        + url
        + "/v1', 'api-key': 'key-au1', 'contact': 'it@practice.example'}}";
  }

  @Override
  String record() {
    return "101";
  }

  @Override
  boolean asks() {
    return false;
  }

  @Test
  void photoOfALostAnswerIsFoundBehindManyOthers() throws Exception {
    StagedPhoto photo = photo("#" + KNOWN);
    fake().next("file", Trouble.CUT_AFTER);
    assertThrows(IOException.class, () -> sink().write(photo));
    for (int i = 0; i < 4; i++) {
      sink().write(photo("#" + KNOWN));
    }
    later();
    assertEquals("patient_attachments/1", sink().write(photo).reference());
    assertEquals(1, filed(photo).size());
  }

  @Test
  void searchThatFailsIsNotTakenForNothingFound() throws Exception {
    StagedPhoto photo = photo("#" + KNOWN);
    fake().next("file", Trouble.CUT_AFTER);
    assertThrows(IOException.class, () -> sink().write(photo));
    later();
    fake().next("find", Trouble.UNAVAILABLE);
    assertThrows(IOException.class, () -> sink().write(photo));
    sink().write(photo);
    assertEquals(1, filed(photo).size());
  }

  @Test
  void photoIsFiledWhenClinikoHasProcessedIt() throws Exception {
    ((FakeCliniko) fake()).processSlowly();
    StagedPhoto photo = photo("#" + KNOWN);
    sink().write(photo);
    assertEquals(2, fake().requests().stream().filter(r -> r.path().endsWith("s/1")).count());
    assertEquals(1, filed(photo).size());
  }

  @Test
  void descriptionHasTheTitleAndTheUuid() throws Exception {
    sink().write(photo("#" + KNOWN + " left arm"));
    String description = ((FakeCliniko) fake()).lastDescription();
    assertTrue(
        description.matches("left arm \\[[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f-]{21}\\]"), description);
  }
}
