package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.sink.practice.internal.web.FakePractice.Cut;
import nz.co.medimage.sink.practice.internal.web.FakePractice.Fault;
import nz.co.medimage.testkit.SinkContract;
import org.junit.jupiter.api.AfterEach;

/** The contract of a sink, with a practice system of its own for each folder. */
abstract class WebSinkContractBase extends SinkContract {
  private final Map<String, FakePractice> practices = new ConcurrentHashMap<>();

  abstract String profile(FakePractice practice);

  Clock clock() {
    return Clock.systemUTC();
  }

  FakePractice start(Path target) throws IOException {
    return new FakePractice(target);
  }

  @Override
  protected Sink open(Path folder) throws Exception {
    Path disk = Path.of(folder.toString());
    FakePractice practice = practices.get(disk.toString());
    if (practice == null) {
      practice = start(target(disk));
      practices.put(disk.toString(), practice);
    }
    return Profiles.sink(disk, profile(practice), clock());
  }

  private static Path target(Path folder) {
    return Path.of(folder.toString()).resolve("practice");
  }

  @Override
  protected Map<String, byte[]> stored(Path folder) throws Exception {
    return FakePractice.stored(target(folder));
  }

  @Override
  protected boolean setReachable(Path folder, boolean reachable) {
    practice(folder).setAway(!reachable);
    return true;
  }

  private FakePractice practice(Path folder) {
    return practices.get(Path.of(folder.toString()).toString());
  }

  @Override
  protected boolean loseNextAnswer(Path folder) {
    practice(folder).failOnce(Fault.lost("POST ", Cut.AFTER));
    return true;
  }

  @Override
  protected boolean loseNextRequest(Path folder) {
    practice(folder).failOnce(Fault.lost("POST ", Cut.BEFORE));
    return true;
  }

  @Override
  protected List<String> tags() {
    return List.of("#ZAC5361 arm", "#KAT0001");
  }

  @Override
  protected boolean storeAsAnother(
      Path folder, nz.co.medimage.api.spi.StagedPhoto photo, byte[] content) {
    return false; // the system gives each file an id of its own
  }

  @AfterEach
  void stop() {
    practices.values().forEach(FakePractice::close);
  }
}
