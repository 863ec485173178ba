package nz.co.medimage.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.testkit.Fault;
import nz.co.medimage.testkit.FaultProxy;
import nz.co.medimage.transport.http.ServerTrust;
import nz.co.medimage.transport.http.WireClient;
import nz.co.medimage.transport.http.v1.BearerToken;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Others' tus client uploads to the relay, and our client to others' tus server. */
@Timeout(120)
@DisabledIfSystemProperty(named = "tus.peers", matches = "false")
class TusPeersTest extends RelayFixture {
  private static final int LARGE = 6_000_000;

  /** Each connection is cut here, so that two do, whichever requests share one. */
  private static final int CUT = 4_000_000;

  @BeforeAll
  static void install() throws Exception {
    NodeProcess.install();
  }

  private static long offset(String line) {
    return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
  }

  @Test
  void tusJsClientGoesOnAtTheRelayWhereItsConnectionWasCut() throws Exception {
    SealedEnvelope envelope = envelope(LARGE);
    try (FaultProxy proxy = FaultProxy.to(relay.port())) {
      proxy.always(Fault.cutToTarget(CUT));
      List<String> answers = upload(envelope, proxy.port());
      assertTrue(proxy.struck() > 0);
      List<String> resumed = answers.stream().filter(a -> a.startsWith("HEAD 200 ")).toList();
      assertTrue(!resumed.isEmpty() && offset(resumed.get(0)) > 0, answers::toString);
      assertEquals("PATCH 204 " + LARGE, answers.get(answers.size() - 1));
    }
    assertHeld(envelope);
  }

  private List<String> upload(SealedEnvelope envelope, int port) throws Exception {
    try (NodeProcess client =
        NodeProcess.run(
            "upload.js",
            "http://127.0.0.1:" + port + "/v1/envelopes",
            folder.resolve(envelope.id().toString()).toString(),
            envelope.id().toString(),
            BearerToken.header(phone))) {
      return client.restOfOutput();
    }
  }

  @Test
  void tusJsClientIsRefusedWithoutAPairing() throws Exception {
    receiver().admit(Map.of());
    List<String> answers = upload(envelope(SIZE), relay.port());
    assertEquals("POST 401 -", answers.get(0));
    assertEquals(List.of(), waiting());
  }

  @Test
  void ourClientGoesOnAtTusNodeServerWhereItsConnectionWasCut() throws Exception {
    SealedEnvelope envelope = envelope(LARGE);
    Path uploads = Files.createDirectory(folder.resolve("uploads"));
    try (NodeProcess server = NodeProcess.run("serve.js", uploads.toString());
        FaultProxy proxy = FaultProxy.to(Integer.parseInt(server.line()))) {
      proxy.always(Fault.cutToTarget(CUT));
      URI base = URI.create("http://127.0.0.1:" + proxy.port());
      WireClient client = WireClient.builder(base, ServerTrust.platform()).build();
      try (Link link = client.connect(new Route("test", Map.of()), phone)) {
        uploadUntilDone(link, envelope);
      }
      assertTrue(proxy.struck() > 0);
      assertEquals("GET -", server.line());
      assertEquals("POST -", server.line());
      assertEquals("PATCH 0", server.line());
      assertEquals("HEAD -", server.line());
      String resumed = server.line();
      while (!resumed.startsWith("PATCH ") || offset(resumed) == 0) {
        resumed = server.line();
      }
    }
    assertArrayEquals(
        bytes(envelope), Files.readAllBytes(uploads.resolve(envelope.id().toString())));
  }

  /** The cut also discards what the server has not read, which can be all of it. */
  private static void uploadUntilDone(Link link, SealedEnvelope envelope) throws IOException {
    IOException failure = new IOException("not tried");
    for (int i = 0; i < 10; i++) {
      try {
        link.upload(envelope, QUIET);
        return;
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }
}
