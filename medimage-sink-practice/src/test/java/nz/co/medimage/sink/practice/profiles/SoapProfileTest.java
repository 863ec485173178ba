package nz.co.medimage.sink.practice.profiles;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The profile {@code soap-example} with a fake. */
final class SoapProfileTest extends ShippedProfileContract {

  @Override
  FakeService service() throws IOException {
    return new FakeSoap(
        List.of(
            new FakeSoap.Patient("4711", KNOWN, true),
            new FakeSoap.Patient("4712", OTHER, true),
            new FakeSoap.Patient("4713", AMBIGUOUS, true),
            new FakeSoap.Patient("4714", AMBIGUOUS, true),
            new FakeSoap.Patient("4715", INACTIVE, false)));
  }

  @Override
  String profile(String url) {
    return "{'extends': 'soap-example', 'values': {'url': '"
        + url
        + "/service.asmx', 'user': 'photos', 'password': 'p<&>\\'w'}}".replace("\\'", "\\\"");
  }

  @Override
  String record() {
    return "4711";
  }

  @Override
  boolean asks() {
    return true;
  }

  @Test
  void titleIsTextWhateverIsInIt() throws Exception {
    sink().write(photo("#" + KNOWN + " it's &amp (arm)"));
    assertEquals("it's &amp (arm)", ((FakeSoap) fake()).lastTitle());
  }
}
