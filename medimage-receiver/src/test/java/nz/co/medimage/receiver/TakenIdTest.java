package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A paired device that seals under the id of another device's photo, which a relay told it. */
@Timeout(60)
final class TakenIdTest {
  private static final byte[] HONEST = TestPhotos.jpeg(1);
  private static final byte[] ROGUE = TestPhotos.jpeg(2);

  @TempDir Path home;
  private final FakeSink folders = new FakeSink("folders");
  private final FakeSink archive = new FakeSink("archive");
  private final EnvelopeId id = Phone.freshId();
  private Bench bench;
  private Phone phone;
  private Phone rogue;

  @BeforeEach
  void start() throws Exception {
    PairedHome.fill(home);
    phone = PairedHome.phone();
    rogue = PairedHome.other();
    bench = new Bench(home, folders, o -> o.followUp(archive));
  }

  @AfterEach
  void stop() throws IOException {
    bench.close();
  }

  private void restart() throws IOException {
    bench.close();
    bench = new Bench(home, folders, o -> o.followUp(archive));
  }

  private static List<PhotoId> ids(List<DeliveryRecord> records) {
    return records.stream().map(DeliveryRecord::id).toList();
  }

  private void assertBothFiled() throws Exception {
    Map<PhotoId, byte[]> filed = folders.photos();
    assertEquals(2, filed.size());
    assertArrayEquals(HONEST, filed.get(phone.photo(id)));
    assertArrayEquals(ROGUE, filed.get(rogue.photo(id)));
    bench.events.await(2, line -> line.startsWith("followedUp"));
    assertArrayEquals(HONEST, archive.photos().get(phone.photo(id)));
    assertEquals(2, bench.receiver.deliveries(9).size());
    assertEquals(ids(bench.receiver.deliveries(9)), ids(bench.receiver.delivery(id)));
    assertEquals(List.of(), bench.receiver.delivery(Phone.freshId()));
    for (PhotoId each : List.of(phone.photo(id), rogue.photo(id))) {
      assertEquals(Optional.of(each), bench.receiver.delivery(each).map(DeliveryRecord::id));
    }
    assertEquals(Optional.empty(), bench.receiver.delivery(phone.photo(Phone.freshId())));
  }

  @Test
  void bothAreFiledAndEachGetsItsOwnReceipt() throws Exception {
    assertInstanceOf(Receipt.Delivered.class, rogue.send(bench.context(), id, ROGUE));
    assertThrows(
        EnvelopeLostException.class,
        () -> Phone.await(phone.receipt(bench.context(), id)),
        "the answer to another device's photo");
    assertInstanceOf(Receipt.Delivered.class, phone.send(bench.context(), id, HONEST));
    assertBothFiled();
    assertInstanceOf(
        Receipt.Delivered.class, phone.open(id, Phone.await(phone.receipt(bench.context(), id))));
  }

  @Test
  void bothAreFiledIfBothWaitForTheSinkOverARestart() throws Exception {
    folders.goAway();
    rogue.upload(bench.context(), id, rogue.seal(id, ROGUE));
    phone.upload(bench.context(), id, phone.seal(id, HONEST));
    folders.awaitAttempts(4);
    assertEquals(2, bench.receiver.deliveries(9).size());
    assertEquals(ids(bench.receiver.deliveries(9)), ids(bench.receiver.delivery(id)));
    restart();
    folders.comeBack();
    assertInstanceOf(
        Receipt.Delivered.class, phone.open(id, Phone.await(phone.receipt(bench.context(), id))));
    assertInstanceOf(
        Receipt.Delivered.class, rogue.open(id, Phone.await(rogue.receipt(bench.context(), id))));
    assertBothFiled();
  }

  @Test
  void rejectionOfOneDoesNotEndTheOther() throws Exception {
    byte[] text = "no picture".getBytes(StandardCharsets.UTF_8);
    assertInstanceOf(Receipt.Rejected.class, rogue.send(bench.context(), id, text));
    assertInstanceOf(Receipt.Delivered.class, phone.send(bench.context(), id, HONEST));
    assertArrayEquals(HONEST, folders.content(id));
    assertEquals(
        List.of(id + "_" + rogue.id() + ".json"),
        bench.files("quarantine").stream().filter(name -> name.endsWith(".json")).toList());
  }

  @Test
  void replayTriesAllOfAnIdAgain() throws Exception {
    folders.refuseNext(new PhotoRejectedException("No such patient."));
    assertInstanceOf(Receipt.Rejected.class, rogue.send(bench.context(), id, ROGUE));
    folders.refuseNext(new PhotoRejectedException("No such patient."));
    assertInstanceOf(Receipt.Rejected.class, phone.send(bench.context(), id, HONEST));
    assertEquals(4, bench.files("quarantine").size());
    Person.replay(bench.receiver, id);
    bench.events.await(2, line -> line.startsWith("delivered"));
    assertBothFiled();
  }

  @Test
  void relayThatSaysThatItIsTheOthersIsDamageOfThatWayAlone() throws Exception {
    byte[] sealed = phone.seal(id, HONEST);
    var relayed = bench.context().intakeForAdmitted();
    relayed.begin(rogue.id(), id, sealed.length);
    relayed.append(rogue.id(), id, 0, new ByteArrayInputStream(sealed));
    assertThrows(
        EnvelopeLostException.class,
        () -> Phone.await(relayed.receipt(rogue.id(), id)),
        "of another device than was announced");
    assertInstanceOf(Receipt.Delivered.class, phone.send(bench.context(), id, HONEST));
    assertArrayEquals(HONEST, folders.content(id));
  }

  @Test
  void followUpsThatAnEarlierVersionKeptByTheEnvelopeAloneGoOn() throws Exception {
    archive.goAway();
    phone.send(bench.context(), id, HONEST);
    archive.awaitAttempts(1);
    bench.close();
    Path followUps = home.resolve("followup");
    Files.move(followUps.resolve(phone.photo(id).toString()), followUps.resolve(id.toString()));
    archive.comeBack();
    bench = new Bench(home, folders, o -> o.followUp(archive));
    bench.events.await(line -> line.startsWith("followedUp"));
    assertArrayEquals(HONEST, archive.content(id));
  }

  /** That was killed between keeping the photo and its ledger. */
  @Test
  void followUpThatAnEarlierVersionKeptTooSoonStopsNoStartAndIsFiledOnce() throws Exception {
    archive.goAway();
    EnvelopeId other = Phone.freshId();
    phone.send(bench.context(), other, HONEST);
    archive.awaitAttempts(1);
    bench.close();
    Path followUps = home.resolve("followup");
    Files.move(followUps.resolve(phone.photo(other).toString()), followUps.resolve(id.toString()));
    restart();
    phone.send(bench.context(), id, HONEST);
    archive.awaitAttempts(2);
    restart();
    archive.comeBack();
    bench.events.await(line -> line.startsWith("followedUp"));
    restart();
    assertEquals(List.of(), bench.files("followup"));
    assertEquals(1, archive.photos().size());
  }

  @Test
  void replayTriesAFollowUpAgainThoughAnotherHasItsIdInQuarantine() throws Exception {
    archive.refuseNext(new PhotoRejectedException("No."));
    phone.send(bench.context(), id, HONEST);
    bench.events.await(line -> line.startsWith("followUpRejected"));
    byte[] text = "no picture".getBytes(StandardCharsets.UTF_8);
    assertInstanceOf(Receipt.Rejected.class, rogue.send(bench.context(), id, text));
    Person.replay(bench.receiver, id);
    bench.events.await(2, line -> line.startsWith("rejected"));
    bench.events.await(line -> line.startsWith("followedUp"));
    assertArrayEquals(HONEST, archive.content(id));
  }
}
