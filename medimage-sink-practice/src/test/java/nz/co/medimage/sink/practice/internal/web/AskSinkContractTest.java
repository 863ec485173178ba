package nz.co.medimage.sink.practice.internal.web;

/** A target that neither knows repeats nor can be searched, so that a person is asked. */
final class AskSinkContractTest extends WebSinkContractBase {
  @Override
  String profile(FakePractice practice) {
    return Profiles.of(practice, "ask", "");
  }
}
