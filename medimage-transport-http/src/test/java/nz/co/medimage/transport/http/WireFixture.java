package nz.co.medimage.transport.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.testkit.FakeListenerContext;
import nz.co.medimage.testkit.FaultProxy;
import nz.co.medimage.transport.http.server.IntakeHandler;
import nz.co.medimage.transport.http.server.WireServer;
import org.eclipse.jetty.server.Handler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A client and a server, with bad connections between them. */
abstract class WireFixture {
  static final int SIZE = 3_000_000;
  static final Link.Progress QUIET = (sent, total) -> {};

  final Random random = new Random(7);
  final FakeListenerContext context = new FakeListenerContext();
  final Credential credential = credential(1);
  final Route route = new Route("test", Map.of());
  WireServer server;
  FaultProxy proxy;

  @TempDir Path folder;

  @BeforeEach
  void start() throws IOException {
    server =
        WireServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null, handler());
    proxy = FaultProxy.to(server.port());
    context.intake().accept(credential);
  }

  Handler handler() {
    return new IntakeHandler(context.intake(), Clock.systemUTC());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  static Credential credential(int seed) {
    byte[] token = new byte[32];
    new Random(seed).nextBytes(token);
    return new Credential(new UUID(seed, seed), token);
  }

  WireClient client() {
    return WireClient.builder(
            URI.create("http://127.0.0.1:" + proxy.port()), ServerTrust.platform())
        .idleTimeout(Duration.ofSeconds(2))
        .build();
  }

  Link link() throws IOException {
    return client().connect(route, credential);
  }

  SealedEnvelope envelope(int size) throws IOException {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    EnvelopeId id = EnvelopeId.create(Clock.systemUTC(), random);
    return SealedEnvelope.of(id, Files.write(folder.resolve(id.toString()), bytes), size);
  }

  static byte[] bytes(SealedEnvelope envelope) throws IOException {
    try (InputStream in = envelope.open(0)) {
      return in.readAllBytes();
    }
  }

  void assertArrived(SealedEnvelope envelope) throws IOException {
    assertArrayEquals(bytes(envelope), context.intake().received(envelope.id()));
  }
}
