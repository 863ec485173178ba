package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.receiver.DeliveryRecord;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.receiver.ReceiverEvents;
import nz.co.medimage.relay.Relay;
import nz.co.medimage.relay.store.SqlStore;
import nz.co.medimage.sender.Delivery;
import nz.co.medimage.sender.DeliveryStatus;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.sink.folders.FolderSink;
import nz.co.medimage.testkit.FaultProxy;
import nz.co.medimage.testkit.TestPhotos;
import nz.co.medimage.transport.relay.RelayListener;
import nz.co.medimage.transport.relay.RelayTransport;
import nz.co.medimage.transport.wifi.WifiListener;
import nz.co.medimage.transport.wifi.WifiTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Homes of a receiver that were copied, or restored from a copy: no photo is lost or doubled. */
@Timeout(120)
@Tag("process")
class CopiedHomesTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final Backoff PAUSES =
      new Backoff(Duration.ofMillis(20), 2, Duration.ofMillis(200), 0);
  private static final PatientTag TAG = PatientTag.parse("#ZAC5361 arm");

  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private Path home;
  private Path backup;
  private Path patients;
  private FaultProxy lan;
  private Relay relay;
  private int photos;

  /** What leads from the phone to the PC. */
  private enum Via {
    LAN,
    RELAY
  }

  @BeforeEach
  void begin() throws IOException {
    home = folder.resolve("pc");
    backup = folder.resolve("backup");
    patients = folder.resolve("patients");
    lan = FaultProxy.to(1);
    relay =
        Relay.builder(SqlStore.open(folder.resolve("relay"), Clock.systemUTC()))
            .address(new InetSocketAddress(HERE, 0))
            .accessLog(line -> {})
            .build();
    relay.start();
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    lan.close();
    relay.close();
  }

  /** Knows no address of its own: the phone reaches it by the one that was typed alone. */
  private record BehindARouter(WifiListener lan) implements Listener {
    @Override
    public String id() {
      return lan.id();
    }

    @Override
    public Route start(ListenerContext context) throws IOException {
      return without(lan.start(context));
    }

    @Override
    public Optional<Route> route() {
      return lan.route().map(BehindARouter::without);
    }

    private static Route without(Route told) {
      Map<String, String> parameters = new HashMap<>(told.parameters());
      parameters.remove("addresses");
      return new Route(told.transport(), parameters);
    }

    @Override
    public void close() {
      lan.close();
    }
  }

  /** A PC that runs a home. */
  private final class Pc implements AutoCloseable {
    final List<String> says = new CopyOnWriteArrayList<>();
    final Receiver receiver;
    private final WifiListener wifi =
        WifiListener.builder().port(0).address(HERE).withoutDiscovery().build();
    private final Via via;

    Pc(Path home, Via via) throws IOException {
      this.via = via;
      Listener listener =
          via == Via.LAN
              ? new BehindARouter(wifi)
              : RelayListener.at(relayUrl()).backoff(PAUSES).build();
      receiver =
          Receiver.builder(home)
              .name("PC")
              .listener(listener)
              .sink(FolderSink.to(patients).state(home.resolve("sinks/folders")).build())
              .backoff(PAUSES)
              .events(
                  new ReceiverEvents() {
                    @Override
                    public void problem(String sentence) {
                      says.add(sentence);
                    }

                    @Override
                    public void retrying(
                        PhotoId id, String step, String why, Duration pause, Throwable cause) {
                      says.add(why);
                    }
                  })
              .withoutWarmUp()
              .build();
      receiver.start();
      open.add(this);
      hear();
    }

    /** Is the one that the phone finds on the LAN. */
    void hear() {
      if (via == Via.LAN) {
        lan.redirect(wifi.port());
        lan.resetNow();
      }
    }

    long delivered() throws IOException {
      return receiver.deliveries(1_000).stream()
          .filter(delivery -> delivery.state() == DeliveryRecord.State.DELIVERED)
          .count();
    }

    boolean saysThatTheHomeWasCopied() {
      return says.stream()
          .anyMatch(sentence -> sentence.contains("a copy of this receiver's home"));
    }

    @Override
    public void close() throws IOException {
      receiver.close();
    }
  }

  private String relayUrl() {
    return "http://127.0.0.1:" + relay.port();
  }

  private Sender phone() throws IOException {
    Sender sender =
        Sender.builder(folder.resolve("phone"))
            .deviceName("Phone")
            .transport(WifiTransport.builder().withoutDiscovery().build())
            .transport(RelayTransport.builder().build())
            .backoff(PAUSES)
            .withoutWarmUp()
            .build();
    open.add(0, sender);
    sender.start();
    return sender;
  }

  private void pair(Sender phone, Pc pc) throws Exception {
    String at = pc.via == Via.LAN ? "127.0.0.1:" + lan.port() : relayUrl();
    phone.pair(pc.receiver.offerPairing().code(), at);
  }

  private Delivery send(Sender phone) throws IOException {
    Path file = Files.write(folder.resolve(photos + ".jpg"), TestPhotos.jpeg(photos++, 160, 120));
    return phone.send(Photo.of(file), TAG);
  }

  private static void assertDelivered(Delivery delivery) throws Exception {
    assertInstanceOf(Receipt.Delivered.class, delivery.receipt().get(60, TimeUnit.SECONDS));
  }

  private long filed() throws IOException {
    try (Stream<Path> files = Files.walk(patients)) {
      return files.filter(file -> file.toString().endsWith(".jpg")).count();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    DurableFiles.deleteTree(to);
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < deadline, "it did not come to pass");
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @EnumSource
  void pairingAgainBringsWhatWaitsForAHomeThatWasRestoredFromBeforeThePairing(Via via)
      throws Exception {
    new Pc(home, via).close();
    copy(home, backup);
    Sender phone = phone();
    try (Pc pc = new Pc(home, via)) {
      pair(phone, pc);
    }
    List<Delivery> waiting = List.of(send(phone), send(phone), send(phone));
    if (via == Via.RELAY) {
      for (Delivery each : waiting) {
        await(() -> each.status().state() == DeliveryStatus.State.AT_RELAY);
      }
    }
    copy(backup, home);
    Pc restored = new Pc(home, via);
    pair(phone, restored);
    waiting = new ArrayList<>(waiting);
    waiting.add(send(phone));
    for (Delivery each : waiting) {
      assertDelivered(each);
    }
    assertEquals(4, filed());
    assertEquals(1, restored.receiver.pairings().size());
  }

  /** When the home was copied. */
  private enum CopiedBefore {
    THE_PAIRING,
    THE_PHOTO,
    THE_DELIVERY
  }

  @ParameterizedTest
  @EnumSource
  void photoThatWasFiledAfterTheCopyWasMadeIsNotFiledAgain(CopiedBefore moment) throws Exception {
    new Pc(home, Via.LAN).close();
    copy(home, backup);
    Sender phone = phone();
    Pc pc = new Pc(home, Via.LAN);
    pair(phone, pc);
    if (moment == CopiedBefore.THE_PHOTO) {
      pc.close();
      copy(home, backup);
      pc = new Pc(home, Via.LAN);
    }
    Path away = Files.move(patients, folder.resolve("away"));
    send(phone);
    Pc holding = pc;
    await(() -> !holding.says.isEmpty());
    phone.close();
    pc.close();
    if (moment == CopiedBefore.THE_DELIVERY) {
      copy(home, backup);
    }
    Files.move(away, patients);
    try (Pc delivering = new Pc(home, Via.LAN)) {
      await(() -> delivering.delivered() == 1);
    }
    assertEquals(1, filed());

    copy(backup, home);
    Pc restored = new Pc(home, Via.LAN);
    phone = phone();
    if (moment == CopiedBefore.THE_PAIRING) {
      pair(phone, restored);
    }
    assertDelivered(phone.deliveries().get(0));
    assertEquals(1, filed());
  }

  @Test
  void phoneThatWasRevokedAfterTheCopyWasMadeHasToBeRevokedOnceMore() throws Exception {
    Sender phone = phone();
    try (Pc pc = new Pc(home, Via.LAN)) {
      pair(phone, pc);
    }
    copy(home, backup);
    try (Pc pc = new Pc(home, Via.LAN)) {
      pc.receiver.revoke("Phone");
    }
    copy(backup, home);
    Pc restored = new Pc(home, Via.LAN);
    assertDelivered(send(phone));
    restored.receiver.revoke("Phone");
    assertEquals(List.of(), restored.receiver.pairings());
  }

  @Test
  void ofTwoOnTheLanWithOneTargetOneStopsAndFilesNothingTwice() throws Exception {
    Sender phone = phone();
    Pc first = new Pc(home, Via.LAN);
    pair(phone, first);
    assertDelivered(send(phone));
    first.close();
    copy(home, backup);
    first = new Pc(home, Via.LAN);
    assertDelivered(send(phone));
    Pc second = new Pc(backup, Via.LAN);
    assertDelivered(send(phone));
    first.hear();
    Delivery held = send(phone);
    await(first::saysThatTheHomeWasCopied);
    second.hear();
    assertDelivered(held);
    assertEquals(List.of(), second.says);
    assertEquals(4, filed());

    second.close();
    first.hear();
    assertDelivered(send(phone));
    Pc left = first;
    await(() -> left.delivered() == 4);
    assertEquals(5, filed());
  }

  @Test
  void ofTwoAtARelayWithOneTargetOneGoesOnAndTheOtherSaysWhyItDoesNot() throws Exception {
    Sender phone = phone();
    Pc first = new Pc(home, Via.RELAY);
    pair(phone, first);
    first.close();
    copy(home, backup);
    first = new Pc(home, Via.RELAY);
    assertDelivered(send(phone));
    Pc second = new Pc(backup, Via.RELAY);
    await(second::saysThatTheHomeWasCopied);
    assertDelivered(send(phone));
    assertDelivered(send(phone));
    assertEquals(List.of(), first.says);
    first.close();
    assertDelivered(send(phone));
    assertEquals(4, filed());
  }
}
