package nz.co.medimage.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.relay.store.MemoryStore;
import nz.co.medimage.transport.http.MailboxClient;
import nz.co.medimage.transport.http.ServerTrust;
import nz.co.medimage.transport.http.WireClient;
import nz.co.medimage.transport.http.v1.WaitingList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A relay with a store of its own, in a process that has no database and no metrics. */
@Timeout(120)
final class OwnStoreTest {
  private static final String PATH =
      Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
          .filter(
              entry -> !entry.matches(".*(sqlite|postgres|HikariCP|micrometer|prometheus).*\\.jar"))
          .collect(Collectors.joining(File.pathSeparator));

  @TempDir Path folder;

  /** The process: a relay, and both ends of a delivery through it. */
  static final class Main {
    public static void main(String[] arguments) throws Exception {
      Random random = new Random(3);
      byte[] bytes = new byte[700_000];
      random.nextBytes(bytes);
      EnvelopeId id = EnvelopeId.create(Clock.systemUTC(), random);
      Path file = Files.write(Path.of(arguments[0], "envelope"), bytes);
      Credential mailbox = RelayFixture.credential(1);
      Credential phone = RelayFixture.credential(2);
      try (Relay relay =
          Relay.builder(new MemoryStore(Clock.systemUTC()))
              .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .build()) {
        relay.start();
        WireClient client =
            WireClient.builder(
                    URI.create("http://127.0.0.1:" + relay.port()), ServerTrust.platform())
                .build();
        try (MailboxClient receiver = client.mailbox(mailbox, new UUID(7, 7))) {
          receiver.enrol(Optional.empty());
          receiver.admit(Map.of(new PairingId(phone.id()), phone.tokenHash()));
          try (Link link = client.connect(new Route("relay", Map.of()), phone)) {
            link.upload(SealedEnvelope.of(id, file, bytes.length), (sent, total) -> {});
          }
          WaitingList.Message waiting =
              receiver
                  .waiting(WaitingList.FROM_THE_START, Duration.ZERO)
                  .orElseThrow()
                  .messages()
                  .get(0);
          try (var in = receiver.read(waiting, 0)) {
            assertArrayEquals(bytes, in.readAllBytes());
          }
          receiver.reply(waiting, new byte[] {1});
          System.out.println("delivered");
        }
      }
    }
  }

  @Test
  void relayWithAStoreOfItsOwnNeedsNoDatabase() throws Exception {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                PATH,
                Main.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(100, TimeUnit.SECONDS);
    process.destroyForcibly();

    String printed = Files.readString(output, StandardCharsets.UTF_8);
    assertTrue(ended && process.exitValue() == 0, printed);
    assertTrue(printed.lines().anyMatch("delivered"::equals), printed);
  }
}
