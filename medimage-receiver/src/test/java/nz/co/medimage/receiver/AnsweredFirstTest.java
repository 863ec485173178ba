package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.receiver.HaltedReceiver.Setup;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.ForkedJvm;
import nz.co.medimage.testkit.HaltingFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A delivered photo is answered before it is cleared away. */
@Timeout(120)
final class AnsweredFirstTest extends ListenerFixture {
  private final CountDownLatch answered = new CountDownLatch(1);
  private final CountDownLatch clearAway = new CountDownLatch(1);
  private final DirectListener relay = new DirectListener("relay");

  /** Uploads, and has whatever waits for the receipt run on the thread that sends it. */
  private static void upload(
      Intake intake,
      PairingId from,
      EnvelopeId id,
      byte[] sealed,
      CountDownLatch filing,
      Consumer<byte[]> whenThere)
      throws Exception {
    intake.begin(from, id, sealed.length);
    intake.append(from, id, 0, new ByteArrayInputStream(sealed));
    CompletableFuture<Void> unused =
        intake.receipt(from, id).thenAccept(whenThere).toCompletableFuture();
    assertFalse(unused.isDone());
    filing.countDown();
  }

  private static PhotoFilter waitingFor(CountDownLatch filing) {
    return photo -> {
      await(filing);
      return photo;
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The receipt is out, and nothing is cleared away until the latch opens. */
  private void deliverAndHold() throws Exception {
    bench.close();
    CountDownLatch filing = new CountDownLatch(1);
    bench =
        new Bench(
            home,
            new FakeSink("folders"),
            o -> o.clock(clock).listener(relay).filter(waitingFor(filing)));
    upload(
        context().intake(),
        phone.id(),
        id,
        sealed,
        filing,
        receipt -> {
          answered.countDown();
          await(clearAway);
        });
    answered.await();
    assertEquals(1, bench.files("inbox").size());
    assertEquals(1, bench.files("staging").size());
  }

  private void assertCleared() throws Exception {
    clearAway.countDown();
    bench.awaitEmpty("inbox");
    bench.awaitEmpty("staging");
    assertEquals(1, bench.sink.attempts());
    assertEquals(1, bench.receiver.deliveries(1_000).size());
    assertEquals(List.of("delivered photo.jpg " + JPEG.length), bench.events.lines());
  }

  @Test
  void whoAsksAgainMeanwhileGetsTheSameReceipt() throws Exception {
    deliverAndHold();
    Receipt first = phone.open(id, Phone.await(phone.receipt(context(), id)));
    assertInstanceOf(Receipt.Delivered.class, first);
    assertEquals(DeliveryRecord.State.DELIVERED, bench.receiver.deliveries(1_000).get(0).state());
    assertCleared();
    assertEquals(first, phone.open(id, Phone.await(phone.receipt(context(), id))));
  }

  @Test
  void whoSendsItAgainMeanwhileIsToldThatItIsHere() throws Exception {
    deliverAndHold();
    Intake intake = context().intake();
    assertEquals(sealed.length, intake.begin(phone.id(), id, sealed.length));
    assertEquals(sealed.length, intake.state(phone.id(), id).offset());
    assertEquals(sealed.length, intake.append(phone.id(), id, sealed.length, bytes(0, 0)));
    assertInstanceOf(
        Receipt.Delivered.class, phone.open(id, Phone.await(phone.receipt(context(), id))));
    Intake relayed = relay.context().intakeForAdmitted();
    assertEquals(sealed.length, relayed.begin(phone.id(), id, sealed.length));
    assertInstanceOf(
        Receipt.Delivered.class, phone.open(id, Phone.await(relayed.receipt(phone.id(), id))));
    assertCleared();
  }

  @Test
  void closedReceiverHasClearedItAway() throws Exception {
    deliverAndHold();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    new Thread(
            () -> {
              try {
                bench.receiver.close();
                closed.complete(null);
              } catch (IOException e) {
                closed.completeExceptionally(e);
              }
            })
        .start();
    Await.until("it is being closed", () -> bench.listener.closed);
    assertFalse(closed.isDone());
    clearAway.countDown();
    Phone.await(closed);
    assertEquals(List.of(), bench.files("inbox"));
    assertEquals(List.of(), bench.files("staging"));
  }

  /**
   * Takes one envelope, and halts when its receipt is out. Arguments: as {@link HaltedReceiver}.
   */
  static final class Halting {
    private Halting() {}

    /** Prints the receipt. */
    public static void main(String[] args) throws Exception {
      Path home = Path.of(args[0]);
      CountDownLatch filing = new CountDownLatch(1);
      DirectListener listener = new DirectListener("direct");
      Receiver receiver =
          Setup.PLAIN
              .of(home)
              .listener(listener)
              .filter(waitingFor(filing))
              .withoutWarmUp()
              .build();
      receiver.start();
      upload(
          listener.context().intake(),
          PairingId.parse(args[3]),
          EnvelopeId.parse(args[2]),
          Files.readAllBytes(Path.of(args[1])),
          filing,
          receipt -> {
            System.out.println(
                HaltedReceiver.RECEIPT + Base64.getEncoder().encodeToString(receipt) + " .");
            Runtime.getRuntime().halt(HaltingFileSystem.HALTED);
          });
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  @Test
  void killedBetweenReceiptAndClearingTheNextStartClears() throws Exception {
    bench.close();
    Path folder = Files.createDirectories(HaltedReceiver.folder(home, "files"));
    Path file = Files.write(home.resolve("sealed"), sealed);
    ForkedJvm.Ended ended =
        ForkedJvm.run(
            Halting.class,
            Duration.ofSeconds(60),
            home.toString(),
            file.toString(),
            id.toString(),
            phone.id().toString());
    assertEquals(HaltingFileSystem.HALTED, ended.exitCode(), ended::output);
    byte[] receipt =
        Base64.getDecoder()
            .decode(ended.output().split(HaltedReceiver.RECEIPT, 2)[1].split(" ", 2)[0]);
    assertEquals(1, bench.files("inbox").size());
    assertEquals(1, bench.files("staging").size());

    byte[] again = HaltedReceiver.take(Setup.PLAIN, home, sealed, id, phone.id());
    assertEquals(phone.open(id, receipt), phone.open(id, again));
    assertEquals(List.of(), bench.files("inbox"));
    assertEquals(List.of(), bench.files("staging"));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(folder.resolve(id + ".jpg")), files.toList());
    }
    assertArrayEquals(JPEG, Files.readAllBytes(folder.resolve(id + ".jpg")));
  }
}
