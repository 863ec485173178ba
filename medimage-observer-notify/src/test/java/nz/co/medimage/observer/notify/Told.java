package nz.co.medimage.observer.notify;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.MutableClock;

/** The observer {@code notify} with a hook, and a clock that the test moves. */
final class Told implements AutoCloseable {
  static final Backoff SOON = new Backoff(Duration.ofMillis(1), 1, Duration.ofMillis(1), 0);
  static final Duration DELAY = Duration.ofMinutes(2);

  final MutableClock clock = MutableClock.at("2026-11-27T10:00:00Z");
  final FakeAddOnContext context;
  final NotifyObserver observer;
  private final Hook hook;

  Told(Path folder, Hook hook, Map<String, ?> more) throws Exception {
    this.hook = hook;
    Map<String, Object> settings = new HashMap<>(more);
    settings.putIfAbsent("url", hook.url());
    settings.putIfAbsent("format", "text");
    context = new FakeAddOnContext("notify", new NotifyObserverProvider(), settings, folder, clock);
    observer = NotifyObserverProvider.create(context, SOON);
  }

  Told(Path folder, Hook hook) throws Exception {
    this(folder, hook, Map.of());
  }

  /** Lets the delay pass. */
  void pass() {
    clock.advance(DELAY);
    observer.available("nothing"); // wakes it up
  }

  /** Waits until that many messages came, and gives the sentences of all. */
  List<String> await(int count) {
    Await.until("message " + count, () -> hook.told().size() >= count);
    return sentences();
  }

  /** What was told, once all that is due before a last problem was. */
  List<String> all() {
    pass();
    observer.problem("The end");
    pass();
    Await.until(
        "the end", () -> sentences().stream().anyMatch(sentence -> sentence.equals("The end.")));
    return sentences().stream().filter(sentence -> !sentence.equals("The end.")).toList();
  }

  private List<String> sentences() {
    return hook.bodies().stream()
        .map(body -> body.replaceFirst("MedImage at .*?, .*? [0-9]{2}:[0-9]{2}: ", "").strip())
        .toList();
  }

  @Override
  public void close() {
    observer.close();
  }
}
