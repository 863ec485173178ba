package nz.co.medimage.sender;

import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.LoopbackNetwork.Call;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A photo begins to leave while it is being sealed, and nobody can tell. */
@Timeout(60)
class EarlyUploadTest extends OneReceiver {
  private static final int A_SEGMENT = 1 << 20;

  /** How much of each envelope is at the receiver, in the order in which they began. */
  private final Map<EnvelopeId, Long> held = new ConcurrentHashMap<>();

  private final List<EnvelopeId> order = new CopyOnWriteArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final SlowPhoto slow = new SlowPhoto(1);
  private FakeTransport transport;
  private Sender sender;
  private volatile boolean started;

  @BeforeEach
  void watch() throws Exception {
    context.uploads().onAppend(this::stored);
    on.sender(context).close();
    transport = new FakeTransport(on.network, "loopback");
  }

  private void stored(EnvelopeId id, long bytes) {
    if (held.put(id, bytes) == null) {
      order.add(id);
    }
  }

  /** A sender whose link to the receiver is open. */
  private void start(Path home) throws Exception {
    sender =
        on.keep(
            on.builder(home, transport)
                .observer(
                    new SenderObserver() {
                      @Override
                      public void changed(Delivery delivery, DeliveryStatus status) {
                        told.add(delivery.id() + " " + status.state());
                      }
                    }));
    deliver(sender.send(photo(99), TAG));
    Await.until("it is cleared away", () -> on.files("outbox").isEmpty());
    held.clear();
    order.clear();
    told.clear();
    started = true;
  }

  private void start() throws Exception {
    start(on.home);
  }

  /** Something that happens on the disk, once a sender has started. */
  private interface Step {
    void run() throws IOException;
  }

  /** The home, on a disk where a step is taken before an entry gets its name. */
  private Path renaming(Step step) {
    return before((isWrite, path) -> isWrite && path.toString().endsWith(".sealed"), step);
  }

  /** The home, on a disk where a step is taken before the name of an entry is forced. */
  private Path forcingName(Step step) {
    return before((isWrite, path) -> !isWrite && path.endsWith("outbox"), step);
  }

  private Path before(BiPredicate<Boolean, Path> operation, Step step) {
    return HaltingFileSystem.counting(FileSystems.getDefault())
        .refusing(
            (isWrite, path) -> {
              if (started && operation.test(isWrite, path)) {
                step.run();
              }
            })
        .wrap(on.home);
  }

  private static void deliver(Delivery delivery) throws Exception {
    assertInstanceOf(Receipt.Delivered.class, receipt(delivery));
  }

  private FutureTask<Delivery> sending(Photo photo) {
    FutureTask<Delivery> send = new FutureTask<>(() -> sender.send(photo, TAG));
    Thread thread = new Thread(send);
    thread.setDaemon(true);
    thread.start();
    return send;
  }

  /** A photo that is being sealed, whose first part is at the receiver. */
  private FutureTask<Delivery> underWay() throws Exception {
    FutureTask<Delivery> send = sending(slow.photo());
    slow.awaitStop();
    Await.until("a part is at the receiver", () -> mostHeld() > A_SEGMENT);
    return send;
  }

  private long mostHeld() {
    return held.isEmpty() ? 0 : Collections.max(held.values());
  }

  private void assertFiledOnce(byte[]... photos) throws IOException {
    List<byte[]> filed = new ArrayList<>(context.filed());
    assertTrue(filed.removeIf(each -> Arrays.equals(each, SenderFixture.noise(99))));
    for (byte[] photo : photos) {
      assertEquals(1, filed.stream().filter(each -> Arrays.equals(each, photo)).count());
    }
    assertEquals(photos.length, filed.size());
  }

  private static <T> T result(FutureTask<T> task) throws Exception {
    return task.get(20, TimeUnit.SECONDS);
  }

  private IOException failure(FutureTask<Delivery> send) {
    ExecutionException e = assertThrows(ExecutionException.class, () -> result(send));
    return assertInstanceOf(IOException.class, e.getCause());
  }

  /** Nothing is left of a photo that was not accepted, and the next one gets through. */
  private void assertNotAccepted() throws Exception {
    Await.until("the upload broke off", () -> transport.closedLinks.tryAcquire());
    assertEquals(1, sender.deliveries().size());
    assertEquals(List.of(), told);
    assertEquals(List.of(), on.files("outbox"));
    assertEquals(List.of(), on.files("references"));
    assertEquals(List.of(), on.files("sent"));
    assertFiledOnce();
    SlowPhoto again = new SlowPhoto(1);
    again.goOn();
    deliver(sender.send(again.photo(), TAG));
    assertFiledOnce(again.content());
  }

  @Test
  void nobodyHearsOfItBeforeItIsSafe() throws Exception {
    start();
    FutureTask<Delivery> send = underWay();
    assertEquals(1, sender.deliveries().size());
    assertEquals(List.of(), told);
    assertEquals(1, on.files("outbox").size());
    assertTrue(on.files("outbox").get(0).endsWith(".tmp"));
    slow.goOn();
    Delivery delivery = result(send);
    deliver(delivery);
    assertFiledOnce(slow.content());
    assertEquals(2, on.network.calls().stream().filter(Call.BEGIN::equals).count());
    assertEquals(delivery.id() + " SEALED", told.get(0));
    Await.until("it is cleared away", () -> on.files("outbox").isEmpty());
    Await.until("nothing of it is left", () -> on.files("sent").isEmpty());
  }

  @Test
  void theLastBytesStayUntilTheEntryIsSafe() throws Exception {
    CountDownLatch forcing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    start(
        forcingName(
            () -> {
              forcing.countDown();
              SenderFixture.await(goOn);
            }));
    slow.goOn();
    FutureTask<Delivery> send = sending(slow.photo());
    SenderFixture.await(forcing);
    long size = Files.size(on.home.resolve("outbox").resolve(on.files("outbox").get(0)));
    Await.until("all but the end has left", () -> mostHeld() == size - GrowingEnvelope.HELD_BACK);
    assertEquals(1, sender.deliveries().size());
    assertTrue(mostHeld() < size);
    assertFiledOnce();
    goOn.countDown();
    deliver(result(send));
    assertFiledOnce(slow.content());
  }

  @Test
  void canBeWithdrawnAsSoonAsItIsSent() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    context
        .uploads()
        .onAppend(
            (id, bytes) -> {
              stored(id, bytes);
              if (bytes > A_SEGMENT) {
                SenderFixture.await(goOn);
              }
            });
    start();
    FutureTask<Delivery> send = underWay();
    slow.goOn();
    Delivery delivery = result(send);
    assertTrue(delivery.cancel());
    goOn.countDown();
    assertThrows(CancellationException.class, () -> receipt(delivery));
    Await.until("its envelope is deleted", () -> on.files("outbox").isEmpty());
    assertEquals(State.CANCELLED, delivery.status().state());
    assertTrue(mostHeld() < delivery.size());
    assertFalse(delivery.mayBeFiled());
    assertFiledOnce();
  }

  @Test
  void isLeftToTheNextSenderIfThisOneIsClosedMeanwhile() throws Exception {
    start();
    FutureTask<Delivery> send = underWay();
    sender.close();
    slow.goOn();
    Delivery delivery = result(send);
    ExecutionException e = assertThrows(ExecutionException.class, () -> receipt(delivery));
    assertEquals(
        "The sender was closed; the photo waits in the outbox.", e.getCause().getMessage());
    assertTrue(mostHeld() < SlowPhoto.SIZE);
    on.awaitFreeHome();
    assertEquals(List.of(delivery.id()), on.waiting());
    deliver(on.sender().delivery(delivery.id()).orElseThrow());
    assertFiledOnce(slow.content());
  }

  @Test
  void sourcesThatStandStillLeaveTheirPlacesToOthers() throws Exception {
    sourcesThatStandStillLeaveTheirPlacesToOthers(SlowPhoto.SIZE);
  }

  @Test
  void sourcesOfVideosThatStandStillLeaveTheirPlacesAsSoon() throws Exception {
    sourcesThatStandStillLeaveTheirPlacesToOthers(4 * SlowPhoto.SIZE);
  }

  private void sourcesThatStandStillLeaveTheirPlacesToOthers(int size) throws Exception {
    start();
    List<FutureTask<Delivery>> sends = new ArrayList<>();
    byte[][] all = new byte[5][];
    List<SlowPhoto> photos = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      SlowPhoto each = new SlowPhoto(i, size);
      photos.add(each);
      all[i] = each.content();
      sends.add(sending(each.photo()));
      each.awaitStop();
    }
    Await.until("all places are taken", () -> transport.uploads.get() == 5);
    all[4] = SenderFixture.noise(5);
    Delivery waits = sender.send(photo(5), TAG);
    on.timer.advance(DeliveryQueue.SEALING_CHECK.plusSeconds(1));
    deliver(waits);
    assertTrue(mostHeld() < SlowPhoto.SIZE);
    photos.forEach(SlowPhoto::goOn);
    for (FutureTask<Delivery> send : sends) {
      deliver(result(send));
    }
    assertFiledOnce(all);
  }

  @Test
  void aPhotoThatWasSealedTooSlowlyIsSentAfterItsEarlyUploadHasEnded() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    context
        .uploads()
        .onAppend(
            (id, bytes) -> {
              stored(id, bytes);
              if (bytes > A_SEGMENT) {
                SenderFixture.await(goOn);
              }
            });
    start();
    FutureTask<Delivery> send = underWay();
    on.timer.advance(DeliveryQueue.SEALING_CHECK.plusSeconds(1));
    slow.goOn();
    Delivery delivery = result(send);
    assertEquals(List.of(true, true), transport.fresh);
    goOn.countDown();
    deliver(delivery);
    assertFiledOnce(slow.content());
    assertEquals(List.of(true, true, false), transport.fresh);
  }

  @Test
  void aSourceThatFailsLeavesNothing() throws Exception {
    start();
    FutureTask<Delivery> send = underWay();
    slow.fail();
    assertInstanceOf(UnreadablePhotoException.class, failure(send));
    assertNotAccepted();
  }

  @Test
  void aPhotoThatChangesInItsLastByteNeverOpensAtTheReceiver() throws Exception {
    start();
    FutureTask<Delivery> send = underWay();
    slow.change();
    assertEquals(
        "The photo changed while it was being read; send it again.", failure(send).getMessage());
    assertNotAccepted();
  }

  @Test
  void aDiskThatFailsAtTheEndLeavesNothing() throws Exception {
    AtomicBoolean failed = new AtomicBoolean();
    start(
        renaming(
            () -> {
              if (!failed.getAndSet(true)) {
                throw new IOException("the disk is away");
              }
            }));
    FutureTask<Delivery> send = underWay();
    slow.goOn();
    assertEquals(
        "The photo was not accepted, because the outbox cannot be written: the disk is away",
        failure(send).getMessage());
    assertNotAccepted();
  }

  @Test
  void isResumedIfTheNetworkCutsItBeforeItIsSealed() throws Exception {
    start();
    on.network.cutNextUploadAfter(1_500_000);
    FutureTask<Delivery> send = sending(slow.photo());
    slow.awaitStop();
    Await.until("the link is closed", () -> transport.closedLinks.tryAcquire());
    slow.goOn();
    deliver(result(send));
    assertFiledOnce(slow.content());
    assertEquals(List.of(true, true, false), transport.fresh);
  }

  @Test
  void isResumedIfTheNetworkCutsItAfterItWasSealed() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    context
        .uploads()
        .onAppend(
            (id, bytes) -> {
              stored(id, bytes);
              if (bytes > A_SEGMENT) {
                SenderFixture.await(goOn);
              }
            });
    start();
    on.network.cutNextUploadAfter(2_800_000);
    FutureTask<Delivery> send = underWay();
    slow.goOn();
    Delivery delivery = result(send);
    goOn.countDown();
    deliver(delivery);
    assertFiledOnce(slow.content());
    assertEquals(List.of(true, true, false), transport.fresh);
  }

  @Test
  void isAskedForAfterTheReplyWasLost() throws Exception {
    start();
    on.network.loseReplies(Call.APPEND, 1);
    slow.goOn();
    deliver(sender.send(slow.photo(), TAG));
    assertFiledOnce(slow.content());
  }

  @Test
  void aReceiverMayWantNoMoreThanTheHead() throws Exception {
    start();
    transport.headsWanted.set(1);
    FutureTask<Delivery> send = sending(slow.photo());
    slow.awaitStop();
    Await.until("it has the head", () -> transport.headsWanted.get() == 0);
    slow.goOn();
    Delivery delivery = result(send);
    SenderFixture.await(delivery, State.WAITING); // as this one does not keep the head either
    assertEquals(1, transport.connects.get());
    on.timer.advance(DeliveryQueue.SEALING_CHECK.plusSeconds(60));
    deliver(delivery);
    assertFiledOnce(slow.content());
  }

  @Test
  void eightAtOnceArriveOnceEach() throws Exception {
    start();
    byte[][] photos = new byte[8][];
    List<FutureTask<Delivery>> sends = new ArrayList<>();
    for (int i = 0; i < photos.length; i++) {
      photos[i] = TestPhotos.noise(100 + i, 2_000_000 + i);
      sends.add(sending(photo(photos[i])));
    }
    Set<EnvelopeId> ids = new LinkedHashSet<>();
    for (FutureTask<Delivery> send : sends) {
      Delivery delivery = result(send);
      deliver(delivery);
      ids.add(delivery.id());
    }
    assertEquals(8, ids.size());
    assertFiledOnce(photos);
  }

  @Test
  void olderPhotosThatWaitGoFirst() throws Exception {
    start();
    CountDownLatch onePlace = new CountDownLatch(1);
    CountDownLatch allPlaces = new CountDownLatch(1);
    context
        .uploads()
        .onAppend(
            (id, bytes) -> {
              stored(id, bytes);
              SenderFixture.await(id.equals(order.get(0)) ? onePlace : allPlaces);
            });
    List<Delivery> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(sender.send(photo(i), TAG));
    }
    Await.until("all places are taken", () -> order.size() == 4);
    slow.goOn();
    all.add(sender.send(slow.photo(), TAG));
    assertEquals(4, order.size());
    onePlace.countDown();
    Await.until("the next one has the place", () -> order.size() == 5);
    assertEquals(all.get(4).id(), order.get(4));
    allPlaces.countDown();
    for (Delivery each : all) {
      deliver(each);
    }
    assertEquals(all.get(5).id(), order.get(5));
  }

  private void assertNothingLeavesOf(Photo photo) throws Exception {
    assertThrows(IOException.class, () -> sender.send(photo, TAG));
    sender.close();
    on.awaitFreeHome();
    assertEquals(1, transport.uploads.get());
  }

  /** Lets a photo be sealed slowly enough for a link that is being opened. */
  private void pauseUntilBegun() {
    try {
      var unused = transport.begun.await(250, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void theFirstPhotoLeavesWhileItIsSealedAndOthersMayFollow() throws Exception {
    sender = on.keep(on.builder(on.home, transport));
    SlowPhoto first = new SlowPhoto(7, 20 * A_SEGMENT);
    first.stopAtEnd(this::pauseUntilBegun);
    FutureTask<Delivery> send = sending(first.photo());
    first.awaitStop();
    Await.until("a part is at the receiver", () -> mostHeld() > A_SEGMENT);
    deliver(sender.send(photo(1), TAG));
    assertFalse(send.isDone());
    first.goOn();
    deliver(result(send));
    assertEquals(1, transport.connects.get());
    assertEquals(2, transport.uploads.get());
  }

  @Test
  void whileNoRouteIsOpenEachPhotoTriesOnce() throws Exception {
    sender = on.keep(on.builder(on.home, transport));
    transport.turnOff();
    SenderFixture.await(sender.send(photo(1), TAG), State.WAITING);
    int before = transport.connects.get();
    SenderFixture.await(sender.send(photo(2), TAG), State.WAITING);
    assertEquals(before + 1, transport.connects.get());
  }

  @Test
  void aRelayIsNotTriedBeforeThereIsAPhotoForIt() throws Exception {
    transport.isStoreAndForward = true;
    sender = on.keep(on.builder(on.home, transport));
    slow.fail();
    assertThrows(IOException.class, () -> sender.send(slow.photo(), TAG));
    sender.close();
    on.awaitFreeHome();
    assertEquals(0, transport.connects.get());
  }

  @Test
  void nothingLeavesForARelay() throws Exception {
    transport.isStoreAndForward = true;
    start();
    slow.fail();
    assertNothingLeavesOf(slow.photo());
  }

  @Test
  void nothingLeavesOfASmallPhoto() throws Exception {
    start();
    byte[] content = TestPhotos.noise(3, 900_000);
    byte[] changed = content.clone();
    changed[899_999] ^= 1;
    List<byte[]> readings = new ArrayList<>(List.of(content, changed));
    assertNothingLeavesOf(
        Photo.builder(
                "small.jpg",
                () -> new ByteArrayInputStream(readings.remove(0)),
                TestPhotos.CAPTURED)
            .build());
  }

  @Test
  void nothingLeavesBeforeARouteIsOpen() throws Exception {
    start();
    transport.turnOff();
    Delivery waits = sender.send(photo(1), TAG);
    SenderFixture.await(waits, State.WAITING);
    int before = transport.uploads.get();
    slow.fail();
    assertThrows(IOException.class, () -> sender.send(slow.photo(), TAG));
    sender.close();
    on.awaitFreeHome();
    assertEquals(before, transport.uploads.get());
  }
}
