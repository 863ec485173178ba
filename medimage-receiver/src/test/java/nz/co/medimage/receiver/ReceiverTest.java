package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ReceiverTest {
  private static final byte[] JPEG = TestPhotos.jpeg(1);

  @TempDir Path home;

  @BeforeEach
  void pair() throws Exception {
    PairedHome.fill(home);
  }

  @Test
  void photoGoesFromUploadToReceipt() throws Exception {
    try (Bench bench = new Bench(home)) {
      Phone phone = PairedHome.phone();
      EnvelopeId id = Phone.freshId();
      Receipt receipt = phone.send(bench.context(), id, JPEG);
      Receipt.Delivered delivered = (Receipt.Delivered) receipt;
      assertEquals(
          List.of(new SinkReference("folders", phone.photo(id).toString())),
          delivered.references());
      assertArrayEquals(JPEG, bench.sink.content(id));
      bench.awaitEmpty("inbox");
      bench.awaitEmpty("staging");
      assertTrue(bench.events.lines().contains("delivered photo.jpg " + JPEG.length));
    }
  }

  @Test
  void repeatGetsTheSameReceiptAlsoAfterARestart() throws Exception {
    EnvelopeId id = Phone.freshId();
    FakeSink sink = new FakeSink("folders");
    Phone phone;
    byte[] sealed;
    Receipt first;
    try (Bench bench = new Bench(home, sink, o -> o)) {
      phone = PairedHome.phone();
      sealed = phone.seal(id, JPEG);
      phone.upload(bench.context(), id, sealed);
      first = phone.open(id, Phone.await(phone.receipt(bench.context(), id)));
      assertEquals(sealed.length, bench.context().intake().begin(phone.id(), id, sealed.length));
      assertEquals(first, phone.open(id, Phone.await(phone.receipt(bench.context(), id))));
    }
    try (Bench bench = new Bench(home, sink, o -> o)) {
      phone.upload(bench.context(), id, sealed);
      assertEquals(first, phone.open(id, Phone.await(phone.receipt(bench.context(), id))));
      assertEquals(1, sink.attempts());
    }
  }

  @Test
  void secondProcessCannotRunTheSameHome() throws Exception {
    try (Bench bench = new Bench(home)) {
      IOException e = assertThrows(IOException.class, () -> new Bench(home));
      assertEquals(
          home + " is in use by this program; close what runs it first or use another home",
          e.getMessage());
      assertEquals(Map.of(), bench.sink.photos());
    }
  }

  @Test
  void listenerThatCannotListenLeavesTheHomeFree() throws Exception {
    Listener taken =
        new Listener() {
          @Override
          public String id() {
            return "taken";
          }

          @Override
          public Route start(ListenerContext context) throws IOException {
            throw new IOException("port 5566 is in use by another program");
          }

          @Override
          public void close() {}
        };
    FakeSink sink = new FakeSink("folders");
    IOException e =
        assertThrows(IOException.class, () -> new Bench(home, sink, o -> o.listener(taken)));
    assertEquals("port 5566 is in use by another program", e.getMessage());
    assertTrue(sink.isClosed());
    new Bench(home).close();
  }

  @Test
  void listenerWithoutItsLibraryLeavesTheHomeFree() throws Exception {
    Listener unlinked =
        new Listener() {
          @Override
          public String id() {
            return "unlinked";
          }

          @Override
          public Route start(ListenerContext context) {
            throw new NoClassDefFoundError("a server");
          }

          @Override
          public void close() {
            throw new NoClassDefFoundError("a server");
          }
        };
    FakeSink sink = new FakeSink("folders");
    IOException e =
        assertThrows(IOException.class, () -> new Bench(home, sink, o -> o.listener(unlinked)));
    assertEquals(
        "the add-on unlinked lacks a library, or one has another version:"
            + " java.lang.NoClassDefFoundError: a server",
        e.getMessage());
    assertTrue(sink.isClosed());
    new Bench(home).close();
  }

  @Test
  void listenerThatThrowsErrorsHoldsUpNoPhoto() throws Exception {
    ReceiverEvents throwing =
        new ReceiverEvents() {
          @Override
          public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
            throw new AssertionError("a bug of the embedder");
          }
        };
    try (Bench bench = new Bench(home, new FakeSink("folders"), o -> o.events(throwing))) {
      Receipt receipt = PairedHome.phone().send(bench.context(), Phone.freshId(), JPEG);
      assertTrue(receipt instanceof Receipt.Delivered);
    }
  }

  @Test
  void namesThatPhonesWouldRefuseAreRefusedWhenItIsBuilt() {
    Receiver.Builder builder = Receiver.builder(home).name("\uD83D\uDCF7".repeat(100));
    for (String name : List.of(" ", "PC\n", "P\u202EC", "x".repeat(101), "\uD83D")) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> builder.name(name));
      assertEquals("A name has 1 to 100 characters, and no control characters.", e.getMessage());
    }
  }

  @Test
  void closeInterruptsASinkThatHangsAndParksItsPhoto() throws Exception {
    EnvelopeId id = Phone.freshId();
    Phone phone = PairedHome.phone();
    CountDownLatch inside = new CountDownLatch(1);
    Sink hanging =
        new Sink() {
          @Override
          public String id() {
            return "hanging";
          }

          @Override
          public SinkReference write(StagedPhoto photo) throws IOException {
            inside.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              throw new InterruptedIOException("asked to stop");
            }
            return new SinkReference("hanging", "x");
          }
        };
    CompletableFuture<byte[]> receipt;
    try (Bench bench = new Bench(home, new FakeSink("folders"), o -> o.sink(hanging))) {
      phone.upload(bench.context(), id, phone.seal(id, JPEG));
      receipt = phone.receipt(bench.context(), id);
      inside.await();
    }
    IOException e = assertThrows(IOException.class, () -> Phone.await(receipt));
    assertEquals("the receiver has stopped; the photo waits in its inbox", e.getMessage());
    try (Bench bench = new Bench(home)) {
      Phone.await(phone.receipt(bench.context(), id));
      assertTrue(bench.sink.envelopes().contains(id));
    }
  }

  @Test
  void receiverNeedsARequiredSink() throws Exception {
    try (Receiver receiver = Receiver.builder(home).build()) {
      IllegalStateException e = assertThrows(IllegalStateException.class, receiver::start);
      assertEquals("a receiver needs a required sink: builder.sink(...)", e.getMessage());
    }
  }

  @Test
  void sinksNeedIdsOfTheirOwn() {
    Receiver.Builder builder = Receiver.builder(home).sink(new FakeSink("folders"));
    IllegalArgumentException twice =
        assertThrows(
            IllegalArgumentException.class, () -> builder.followUp(new FakeSink("folders")));
    assertEquals("two sinks have the id folders; give one another", twice.getMessage());
    assertThrows(IllegalArgumentException.class, () -> builder.sink(new FakeSink("My Sink")));
  }

  @Test
  void keysMayLieUnderAPassphrase() throws Exception {
    char[] passphrase = "correct horse".toCharArray();
    EnvelopeId id = Phone.freshId();
    Phone phone = PairedHome.phone();
    FakeSink sink = new FakeSink("folders");
    try (Bench bench = new Bench(home, sink, o -> o.passphrase(passphrase))) {
      assertTrue(phone.send(bench.context(), id, JPEG) instanceof Receipt.Delivered);
    }
    assertThrows(IOException.class, () -> Receiver.builder(home).build());
    Receiver.Builder wrong = Receiver.builder(home).passphrase("wrong".toCharArray());
    assertThrows(IOException.class, wrong::build);
  }

  @Test
  void keysThatACrashLeftHalfWrittenGoWhenItStarts() throws Exception {
    Path debris = home.resolve("keys").resolve("pairing-1.key.tmp");
    Files.write(debris, new byte[10]);
    Receiver.builder(home).build().close();
    assertTrue(Files.exists(debris)); // another process may be writing it

    new Bench(home, new FakeSink("folders"), o -> o).close();

    assertFalse(Files.exists(debris));
  }

  @Test
  void whatACrashLeftHalfWrittenGoesWhenItStarts() throws Exception {
    Receiver.builder(home).build().close();
    Path followUp = Files.createDirectory(home.resolve("followup").resolve("" + Phone.freshId()));
    for (Path folder : List.of(home.resolve("requests"), home.resolve("faults"), followUp)) {
      Files.createFile(folder.resolve(".at-ehr.json.1.tmp"));
    }

    new Bench(home, new FakeSink("folders"), o -> o).close();

    try (Stream<Path> files = Files.walk(home)) {
      assertEquals(List.of(), files.filter(f -> f.toString().endsWith(".tmp")).toList());
    }
  }
}
