package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FakeSink;

/** A receiver with a fake sink and a listener that the test speaks through. */
final class Bench implements AutoCloseable {
  static final Backoff SOON = new Backoff(Duration.ofMillis(1), 1, Duration.ofMillis(1), 0);
  static final Backoff NEVER = new Backoff(Duration.ofDays(1), 1, Duration.ofDays(1), 0);

  final Path home;
  final FakeSink sink;
  final DirectListener listener = new DirectListener("direct");
  final RecordedEvents events = new RecordedEvents();
  final Receiver receiver;

  Bench(Path home) throws IOException {
    this(home, new FakeSink("folders"), options -> options);
  }

  Bench(Path home, FakeSink sink, UnaryOperator<Receiver.Builder> more) throws IOException {
    this.home = home;
    this.sink = sink;
    receiver =
        more.apply(
                Receiver.builder(home)
                    .name("Practice PC")
                    .listener(listener)
                    .sink(sink)
                    .events(events)
                    .backoff(SOON)
                    .followUpBackoff(SOON)
                    .withoutWarmUp())
            .build();
    receiver.start();
  }

  /** With the sinks of a test. */
  Bench(Path home, Receiver.Builder sinks) throws IOException {
    this.home = home;
    sink = new FakeSink("none");
    receiver = sinks.name("Practice PC").listener(listener).events(events).withoutWarmUp().build();
    receiver.start();
  }

  ListenerContext context() {
    return listener.context();
  }

  Phone pair(String name) throws Exception {
    try (PairingOffer offer = receiver.offerPairing()) {
      return Phone.pair(context(), offer.code(), name);
    }
  }

  /** What lies in a folder of the home, by name. */
  List<String> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(home.resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Waits until nothing lies there: a receipt is out before what it is about is cleared away. */
  void awaitEmpty(String folder) throws IOException {
    Await.until(folder + " is empty", () -> files(folder).isEmpty());
  }

  @Override
  public void close() throws IOException {
    receiver.close();
  }
}
