package nz.co.medimage.sink.practice.profiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import nz.co.medimage.api.spi.StagedPhoto;
import org.junit.jupiter.api.Test;

/** The profile {@code openemr} with a fake. */
final class OpenEmrProfileTest extends ShippedProfileContract {

  @Override
  FakeService service() throws IOException {
    return new FakeOpenEmr(
        List.of(
            new FakeOpenEmr.Patient("9a5c-1", "1", KNOWN, true),
            new FakeOpenEmr.Patient("9a5c-2", "2", OTHER, true),
            new FakeOpenEmr.Patient("9a5c-3", "3", AMBIGUOUS, true),
            new FakeOpenEmr.Patient("9a5c-4", "4", AMBIGUOUS, true),
            new FakeOpenEmr.Patient("9a5c-5", "5", INACTIVE, false)));
  }

  @Override
  String profile(String url) {
    return "{'extends': 'openemr', 'values': {'url': '"
        + url
        + "/apis/default', 'token-url': '"
        + url
        + "/oauth2/default/token', 'client-id': 'client-1', 'user': 'photos',"
        + " 'password': 'pass&word'}}";
  }

  @Override
  String record() {
    return "1";
  }

  @Override
  boolean asks() {
    return true;
  }

  @Test
  void patientWhoIsGoneSinceTheCheckGetsNothing() throws Exception {
    StagedPhoto photo = photo("#" + KNOWN).withPatient("9a5c-99");
    assertThrows(Exception.class, () -> sink().write(photo));
    assertEquals(List.of(), fake().filed());
  }
}
