package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.relay.Relay;
import nz.co.medimage.relay.store.SqlStore;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.sink.folders.FolderSink;
import nz.co.medimage.testkit.ForkedJvm;
import nz.co.medimage.testkit.TestPhotos;
import nz.co.medimage.transport.relay.RelayListener;
import nz.co.medimage.transport.wifi.WifiListener;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No thread of ours keeps the process of an embedder alive. */
@Timeout(180)
class EmbedderTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"closes", "closes nothing"})
  void processEndsWhenMainReturns(String how) throws Exception {
    ForkedJvm.Ended ended =
        ForkedJvm.run(Embedder.class, Duration.ofMinutes(2), folder.toString(), how);

    assertEquals("main returns", ended.output().lines().reduce("", (a, last) -> last));
    assertEquals(0, ended.exitCode());
  }

  /** Sends a photo to itself, over its own relay and the loopback, and returns. */
  static final class Embedder {
    public static void main(String[] arguments) throws Exception {
      Path home = Path.of(arguments[0]);
      InetAddress loopback = InetAddress.getLoopbackAddress();
      Relay relay =
          Relay.builder(SqlStore.open(home.resolve("relay"), Clock.systemUTC()))
              .address(new InetSocketAddress(loopback, 0))
              .build();
      relay.start();
      WifiListener lan =
          WifiListener.builder().address(loopback).port(0).withoutDiscovery().build();
      Receiver receiver =
          Receiver.builder(home.resolve("pc"))
              .listener(lan)
              .listener(RelayListener.at("http://127.0.0.1:" + relay.port()).build())
              .sink(
                  FolderSink.to(home.resolve("patients"))
                      .backupTo(home.resolve("copies"))
                      .state(home.resolve("state"))
                      .build())
              .build();
      receiver.start();
      Sender sender =
          Sender.builder(home.resolve("phone"))
              .findTransports(Map.of("wifi", Map.of("discovery", false)))
              .build();
      sender.start();
      sender.pair(receiver.offerPairing().code(), "127.0.0.1:" + lan.port());
      byte[] jpeg = TestPhotos.jpeg(1);
      Photo photo =
          Photo.builder(
                  "arm.jpg", () -> new java.io.ByteArrayInputStream(jpeg), TestPhotos.CAPTURED)
              .build();
      sender.send(photo, PatientTag.parse("#P arm")).receipt().get(60, TimeUnit.SECONDS);
      if (arguments[1].equals("closes")) {
        sender.close();
        receiver.close();
        relay.close();
      }
      System.out.println("main returns");
    }
  }
}
