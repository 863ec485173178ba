package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.sender.Delivery;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.sink.folders.FolderSink;
import nz.co.medimage.testkit.Fault;
import nz.co.medimage.testkit.FaultProxy;
import nz.co.medimage.testkit.TestPhotos;
import nz.co.medimage.transport.wifi.WifiListener;
import nz.co.medimage.transport.wifi.WifiTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real sender, transport, receiver and sink, joined over TLS on loopback. */
@Timeout(120)
@Tag("process")
class LanDeliveryTest {
  private static final int CUTS_BEYOND_THE_END = 3;
  private static final int FEWEST_CUTS = 8;

  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private final class Pc {
    final Path patients;
    final WifiListener wifi =
        WifiListener.builder().port(0).address(HERE).withoutDiscovery().build();
    final Receiver receiver;

    Pc(String name) throws IOException {
      patients = folder.resolve(name + " patients");
      receiver =
          Receiver.builder(folder.resolve(name))
              .name(name)
              .listener(wifi)
              .sink(FolderSink.to(patients).state(folder.resolve(name + " sink")).build())
              .build();
      open.add(receiver);
      receiver.start();
    }

    List<byte[]> photos() throws IOException {
      try (Stream<Path> files = Files.walk(patients)) {
        List<byte[]> photos = new ArrayList<>();
        for (Path file : files.filter(f -> f.toString().endsWith(".jpg")).toList()) {
          photos.add(Files.readAllBytes(file));
        }
        return photos;
      }
    }
  }

  private Sender phone() throws IOException {
    Sender sender =
        Sender.builder(folder.resolve("phone"))
            .transport(WifiTransport.builder().withoutDiscovery().build())
            .backoff(new Backoff(Duration.ofMillis(20), 2, Duration.ofMillis(200), 0))
            .build();
    open.add(0, sender);
    sender.start();
    return sender;
  }

  private static Photo photo(byte[] content) {
    return Photo.builder(
            "photo.jpg",
            () -> new java.io.ByteArrayInputStream(content),
            OffsetDateTime.parse("2026-11-24T09:21:45+13:00"))
        .build();
  }

  @Test
  void eachOf100PhotosLandsAtTheReceiverItWasAddressedTo() throws Exception {
    Sender phone = phone();
    List<Pc> pcs = List.of(new Pc("Room 1"), new Pc("Room 2"));
    for (Pc pc : pcs) {
      phone.pair(pc.receiver.offerPairing().code(), "127.0.0.1:" + pc.wifi.port());
    }
    List<byte[]> photos =
        IntStream.range(0, 100)
            .mapToObj(i -> TestPhotos.jpeg(i, 40, 30))
            .collect(Collectors.toList());
    List<Delivery> deliveries = new ArrayList<>();
    for (int i = 0; i < photos.size(); i++) {
      String to = pcs.get(i % 2).receiver.name();
      deliveries.add(phone.send(photo(photos.get(i)), PatientTag.parse("#P" + i + " arm"), to));
    }
    for (Delivery delivery : deliveries) {
      assertInstanceOf(Receipt.Delivered.class, delivery.receipt().get(60, TimeUnit.SECONDS));
    }
    for (int i = 0; i < photos.size(); i++) {
      try (Stream<Path> files = Files.list(pcs.get(i % 2).patients.resolve("P" + i))) {
        List<Path> landed = files.toList();
        assertEquals(1, landed.size());
        assertArrayEquals(photos.get(i), Files.readAllBytes(landed.get(0)));
      }
    }
    assertEquals(50, pcs.get(0).photos().size());
    assertEquals(50, pcs.get(1).photos().size());
  }

  @Test
  void aReceiverBehindAForwardedPortIsReachedAtTheAddressThatWasTyped() throws Exception {
    Pc pc = new Pc("Room 1");
    try (FaultProxy forward = FaultProxy.to(pc.wifi.port())) {
      Sender phone = phone();
      phone.pair(pc.receiver.offerPairing().code(), "localhost:" + forward.port());
      int before = forward.connections();
      Delivery delivery = phone.send(photo(TestPhotos.jpeg(1)), PatientTag.parse("#P arm"));
      assertInstanceOf(Receipt.Delivered.class, delivery.receipt().get(60, TimeUnit.SECONDS));
      assertEquals(before + 1, forward.connections(), "it is tried beside the other addresses");
    }
  }

  @Test
  void repliesThatAreLostAtAnyPointLeaveOneFileEach() throws Exception {
    deliversOnceWhereverItIsCut(75, Fault::cutFromTarget);
  }

  @Test
  void requestsThatAreLostAtAnyPointLeaveOneFileEach() throws Exception {
    deliversOnceWhereverItIsCut(300, Fault::cutToTarget);
  }

  /**
   * Cuts one delivery after the other, each a step further on, until cuts come after the last byte.
   * How many bytes that takes is TLS's own business, and differs from one to the next: a session
   * that is resumed, as newer JDKs do here, takes fewer.
   */
  private void deliversOnceWhereverItIsCut(int step, LongFunction<Fault> cutAfter)
      throws Exception {
    Pc pc = new Pc("Room 1");
    try (FaultProxy proxy = FaultProxy.to(pc.wifi.port())) {
      Sender phone =
          Sender.builder(folder.resolve("phone"))
              .transport(new RedirectedTransport(proxy.port()))
              .backoff(new Backoff(Duration.ofMillis(20), 2, Duration.ofMillis(200), 0))
              .build();
      open.add(0, phone);
      phone.start();
      phone.pair(pc.receiver.offerPairing().code(), "127.0.0.1:" + proxy.port());
      int sent = 0;
      while (sent - proxy.struck() < CUTS_BEYOND_THE_END) {
        proxy.resetNow();
        sent++;
        proxy.next(cutAfter.apply((long) sent * step));
        byte[] content = TestPhotos.jpeg(sent, 160, 120);
        Delivery delivery = phone.send(photo(content), PatientTag.parse("#P arm"));
        assertInstanceOf(Receipt.Delivered.class, delivery.receipt().get(60, TimeUnit.SECONDS));
        assertEquals(sent, pc.photos().size(), "after the cut at " + sent * step);
      }
      assertTrue(proxy.struck() >= FEWEST_CUTS, "only " + proxy.struck() + " cuts struck");
      assertEquals(sent, pc.receiver.deliveries(1_000).size());
    }
  }
}
