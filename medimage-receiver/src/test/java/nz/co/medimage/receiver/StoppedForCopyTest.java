package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.ReceiverRun;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A receiver that a listener stops, since another computer runs a copy of its home. */
@Timeout(60)
final class StoppedForCopyTest {
  private static final String WHY = "Another PC has a copy of this home: close one of the two.";

  @TempDir Path home;

  @Test
  void receiverSaysSoOnceAndClosesAndItsHomeIsFree() throws Exception {
    Bench bench = new Bench(home);
    ReceiverRun run = bench.context().run();
    bench.context().stopForCopy(WHY);
    bench.context().stopForCopy(WHY);
    bench.events.await(line -> line.equals("stopped " + WHY));
    assertThrows(IllegalStateException.class, bench.receiver::offerPairing);
    bench.close(); // waits for the end of what has begun
    assertTrue(bench.listener.closed);
    assertTrue(bench.sink.isClosed());
    assertEquals(List.of("stopped " + WHY), bench.events.lines());
    try (Bench next = new Bench(home)) {
      assertNotEquals(run.id(), next.context().run().id());
    }
  }

  @Test
  void allListenersOfAReceiverKnowOneRun() throws Exception {
    DirectListener second = new DirectListener("second");
    try (Bench bench = new Bench(home, new FakeSink("folders"), o -> o.listener(second))) {
      assertEquals(bench.context().run(), second.context().run());
    }
  }

  /** Stops the receiver on a thread of its own, for which its close waits. */
  private static final class Watching implements Listener {
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Thread thread = new Thread();

    @Override
    public String id() {
      return "watching";
    }

    @Override
    public Route start(ListenerContext context) {
      thread =
          new Thread(
              () -> {
                context.stopForCopy(WHY);
                stopped.countDown();
              });
      thread.start();
      try {
        stopped.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return new Route(id(), Map.of());
    }

    @Override
    public void close() {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void listenerThatFindsACopyWhileItStartsBlocksNeitherTheStartNorTheEnd() throws Exception {
    Watching watching = new Watching();
    Bench bench = new Bench(home, new FakeSink("folders"), o -> o.listener(watching));
    bench.events.await(line -> line.equals("stopped " + WHY));
    bench.close();
    new Bench(home).close();
  }

  @Test
  void whoListensForProblemsAloneIsToldOfTheStopAndMayCloseTheReceiver() throws Exception {
    CompletableFuture<Receiver> receiver = new CompletableFuture<>();
    CompletableFuture<String> told = new CompletableFuture<>();
    ReceiverEvents events =
        new ReceiverEvents() {
          @Override
          public void problem(String sentence) {
            try {
              receiver.join().close();
            } catch (java.io.IOException e) {
              throw new UncheckedIOException(e);
            }
            told.complete(sentence);
          }
        };
    Bench bench = new Bench(home, new FakeSink("folders"), o -> o.events(events));
    receiver.complete(bench.receiver);
    bench.context().stopForCopy(WHY);
    assertEquals(WHY, told.get(30, TimeUnit.SECONDS));
    bench.close();
  }

  @Test
  void photoThatWasWholeAtTheStopIsFiledByTheNextStart() throws Exception {
    PairedHome.fill(home);
    Phone phone = PairedHome.phone();
    EnvelopeId id = Phone.freshId();
    Bench bench = new Bench(home);
    bench.sink.goAway();
    phone.upload(bench.context(), id, phone.seal(id, TestPhotos.jpeg(1)));
    bench.sink.awaitAttempts(1);
    bench.context().stopForCopy(WHY);
    bench.events.await(line -> line.equals("stopped " + WHY));
    bench.close();
    try (Bench next = new Bench(home)) {
      byte[] receipt = Phone.await(phone.receipt(next.context(), id));
      assertInstanceOf(Receipt.Delivered.class, phone.open(id, receipt));
    }
  }
}
