package nz.co.medimage.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.testkit.Fault;
import nz.co.medimage.transport.http.server.WireServer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An envelope of which the other end has nothing goes with the request that begins it. */
@Timeout(60)
class FreshUploadTest extends WireFixture {
  private static final int LARGE = (16 << 20) + 1;

  /** Each upload's request, and the length of what it brought. */
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  private SealedEnvelope fresh(SealedEnvelope envelope) {
    Path file = folder.resolve(envelope.id().toString());
    return SealedEnvelope.of(envelope.id(), file, envelope.size(), true);
  }

  private List<String> taken() {
    List<String> taken = List.copyOf(requests);
    requests.clear();
    return taken;
  }

  @Override
  Handler handler() {
    return new Handler.Wrapper(super.handler()) {
      @Override
      public boolean handle(Request request, Response response, Callback callback)
          throws Exception {
        if (!request.getMethod().equals("GET")) {
          requests.add(request.getMethod() + " " + Math.max(0, request.getLength()));
        }
        return super.handle(request, response, callback);
      }
    };
  }

  @Test
  void takesOneRequest() throws IOException {
    SealedEnvelope envelope = fresh(envelope(SIZE));
    List<Long> sent = new ArrayList<>();
    try (Link link = link()) {
      link.upload(envelope, (soFar, total) -> sent.add(soFar));
    }
    assertArrived(envelope);
    assertEquals(List.of("POST " + SIZE), taken());
    assertEquals(0, sent.get(0));
    assertEquals(SIZE, sent.get(sent.size() - 1));
    assertEquals(sent.stream().sorted().toList(), sent);
  }

  @Test
  void asksFirstIfItIsNotFresh() throws IOException {
    SealedEnvelope envelope = envelope(SIZE);
    try (Link link = link()) {
      link.upload(envelope, QUIET);
    }
    assertEquals(List.of("POST 0", "PATCH " + SIZE), taken());
  }

  @Test
  void asksFirstIfItIsLarge() throws IOException {
    SealedEnvelope envelope = fresh(envelope(LARGE));
    try (Link link = link()) {
      link.upload(envelope, QUIET);
    }
    assertEquals(List.of("POST 0", "PATCH " + LARGE), taken());
    assertArrived(envelope);
  }

  /** Counted with the probe, which goes over the same connection. */
  @ParameterizedTest
  @ValueSource(longs = {2_000, 100_000, 2_999_999})
  void goesOnWhereTheConnectionWasCut(long cut) throws IOException {
    SealedEnvelope envelope = fresh(envelope(SIZE));
    proxy.next(Fault.cutToTarget(cut));
    try (Link link = link()) {
      link.upload(envelope, QUIET);
    }
    assertArrived(envelope);
    assertEquals(1, proxy.struck());
    assertAskedThen();
  }

  /** The second attempt asks what has arrived; a reset may have cost the first one all of it. */
  private void assertAskedThen() {
    List<String> all = taken();
    assertTrue(all.contains("POST 0"), () -> all.toString());
    assertTrue(Collections.frequency(all, "POST " + SIZE) <= 1, () -> all.toString());
  }

  @Test
  void survivesALostReply() throws IOException {
    SealedEnvelope envelope = fresh(envelope(SIZE));
    proxy.next(Fault.dropReply(SIZE));
    try (Link link = link()) {
      link.upload(envelope, QUIET);
    }
    assertArrived(envelope);
    assertEquals(1, proxy.struck());
    assertEquals(1, context.intake().envelopes());
    assertAskedThen();
  }

  @Test
  void overAConnectionThatHasDiedGoesOverAnother() throws IOException {
    SealedEnvelope envelope = fresh(envelope(SIZE));
    try (Link link = link()) {
      proxy.resetNow();
      link.upload(envelope, QUIET);
    }
    assertArrived(envelope);
  }

  @Test
  void thatTheOtherEndHasAfterAllArrivesOnce() throws IOException {
    SealedEnvelope envelope = fresh(envelope(SIZE));
    try (Link link = link()) {
      link.upload(envelope, QUIET);
      link.upload(envelope, QUIET);
    }
    assertArrived(envelope);
    assertEquals(1, context.intake().envelopes());
  }

  @Test
  void asksFirstAfterARefusalUntilOneIsAccepted() throws IOException {
    try (Link link = link()) {
      context.intake().deferAll("The disk is full");
      SealedEnvelope envelope = fresh(envelope(100));
      assertThrows(EnvelopeDeferredException.class, () -> link.upload(envelope, QUIET));
      assertThrows(EnvelopeDeferredException.class, () -> link.upload(envelope, QUIET));
      context.intake().deferNothing();
      link.upload(envelope, QUIET);
      link.upload(fresh(envelope(200)), QUIET);
    }
    assertEquals(List.of("POST 100", "POST 0", "POST 0", "PATCH 100", "POST 200"), taken());
  }

  @Test
  void endsWhenThePairingIsRevoked() throws IOException {
    try (Link link = link()) {
      context.intake().revoke(credential);
      SealedEnvelope envelope = fresh(envelope(SIZE));
      assertThrows(NotPairedException.class, () -> link.upload(envelope, QUIET));
    }
    assertEquals(0, context.intake().envelopes());
  }

  /** A tus server that is none of ours. */
  @Nested
  class Elsewhere {
    private String extensions = "creation";

    private void upload(String offset) throws IOException {
      Handler other =
          new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback)
                throws Exception {
              answer(request, response, offset);
              callback.succeeded();
              return true;
            }
          };
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      try (WireServer foreign = WireServer.start(any, null, other);
          Link link =
              WireClient.builder(
                      URI.create("http://127.0.0.1:" + foreign.port()), ServerTrust.platform())
                  .build()
                  .connect(route, credential)) {
        link.upload(fresh(envelope(1000)), QUIET);
      }
    }

    private void answer(Request request, Response response, String offset) throws Exception {
      String method = request.getMethod();
      response.getHeaders().put("Tus-Extension", extensions);
      response.setStatus(method.equals("POST") ? 201 : 204);
      if (!method.equals("GET")) {
        requests.add(method + " " + Content.Source.asByteBuffer(request).remaining());
        String at = method.equals("PATCH") ? "1000" : offset;
        if (!at.isEmpty()) {
          response.getHeaders().put("Upload-Offset", at);
        }
      }
    }

    @Test
    void getsNothingUnasked() throws IOException {
      upload("");
      assertEquals(List.of("POST 0", "PATCH 1000"), taken());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", ""})
    void thatTookNothingGetsItAfterwards(String offset) throws IOException {
      extensions = "creation, creation-with-upload,expiration";
      upload(offset);
      assertEquals(List.of("POST 1000", "PATCH 1000"), taken());
    }

    @Test
    void thatTookAPartGetsTheRest() throws IOException {
      extensions = "creation-with-upload";
      upload("400");
      assertEquals(List.of("POST 1000", "PATCH 600"), taken());
    }
  }
}
