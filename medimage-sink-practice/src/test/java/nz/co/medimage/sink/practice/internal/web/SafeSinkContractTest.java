package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.nio.file.Path;

/** A target that knows repeats by a key. */
final class SafeSinkContractTest extends WebSinkContractBase {
  @Override
  FakePractice start(Path target) throws IOException {
    return new FakePractice(target).knowingKeys();
  }

  @Override
  String profile(FakePractice practice) {
    return Profiles.of(practice, "safe", "");
  }
}
