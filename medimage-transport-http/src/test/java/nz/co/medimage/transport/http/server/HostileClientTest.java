package nz.co.medimage.transport.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.testkit.FakeListenerContext;
import nz.co.medimage.transport.http.v1.BearerToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that mean harm, or are broken, over plain sockets. */
@Timeout(60)
class HostileClientTest {
  private static final Duration IDLE = Duration.ofSeconds(2);

  private final Credential credential = new Credential(new UUID(1, 1), new byte[32]);
  private final EnvelopeId id = EnvelopeId.create(Clock.systemUTC(), new Random(1));
  private final FakeListenerContext context = new FakeListenerContext();
  private final List<Socket> sockets = new ArrayList<>();
  private WireServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        WireServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            null,
            new IntakeHandler(context.intake(), Clock.systemUTC()),
            ServerSettings.builder().idle(IDLE).header(IDLE).build());
    context.intake().accept(credential);
    context.intake().onPair((nameplate, message) -> new byte[] {42});
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  private Socket connect(String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(20_000);
    sockets.add(socket);
    write(socket, request);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(ISO_8859_1));
    out.flush();
  }

  /** All that comes until the server ends the connection; fails if it does not. */
  private static String readToEnd(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder text = new StringBuilder();
    try {
      for (int b = in.read(); b >= 0; b = in.read()) {
        text.append((char) b);
      }
    } catch (SocketException e) {
      // Reset: ended as well.
    }
    return text.toString();
  }

  private String patch(String lengthHeader) {
    return "PATCH /v1/envelopes/"
        + id
        + " HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
        + "Content-Type: application/offset+octet-stream\r\nAuthorization: "
        + BearerToken.header(credential)
        + "\r\n"
        + lengthHeader
        + "\r\n\r\n";
  }

  @Test
  void headersThatNeverEndAreCutOff() throws IOException {
    Socket socket = connect("GET /v1/probe HTTP/1.1\r\nHost: x\r\n");
    assertEquals("", readToEnd(socket).replaceAll("(?s)HTTP/1.1 408.*", ""));
  }

  @Test
  void headersThatAreTooLargeAreRefused() throws IOException {
    Socket socket =
        connect("GET /v1/probe HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(20_000) + "\r\n\r\n");
    assertTrue(readToEnd(socket).startsWith("HTTP/1.1 431 "));
  }

  @Test
  void whatIsNoHttpIsRefused() throws IOException {
    assertTrue(readToEnd(connect("\u0016\u0003\u0001\u0000\r\n\r\n")).startsWith("HTTP/1.1 400 "));
  }

  @Test
  void twoLengthsAreRefused() throws IOException {
    Socket socket = connect(pairing("Content-Length: 3", "Transfer-Encoding: chunked") + "abc");
    assertTrue(readToEnd(socket).startsWith("HTTP/1.1 400 "));
  }

  private static String pairing(String... headers) {
    String request = "POST /v1/pairings/7 HTTP/1.1\r\nHost: x\r\n";
    return request + String.join("\r\n", headers) + "\r\n\r\n";
  }

  @Test
  void pairingBodiesThatStandStillAreCutOff() throws IOException {
    readToEnd(connect(pairing("Content-Length: 100") + "abc"));
  }

  @Test
  void pairingBodiesThatStandStillHoldNoThread() throws IOException {
    server.close();
    server =
        WireServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            null,
            new IntakeHandler(context.intake(), Clock.systemUTC()));
    for (int i = 0; i < 250; i++) {
      connect(pairing("Content-Length: 100") + "abc");
    }
    Socket honest = connect(pairing("Content-Length: 3", "Connection: close") + "abc");
    String answer = readToEnd(honest);
    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
  }

  @Test
  void pairingMessagesOfOneAddressAreFewInAMinute() throws IOException {
    AtomicLong passed = new AtomicLong();
    context
        .intake()
        .onPair(
            (nameplate, message) -> {
              passed.incrementAndGet();
              return message;
            });
    String message = pairing("Content-Length: 3") + "abc";
    String last = pairing("Content-Length: 3", "Connection: close") + "abc";
    String answers = readToEnd(connect(message.repeat(99) + last));
    assertTrue(passed.get() >= 60 && passed.get() < 90, passed::toString);
    assertEquals(100 - passed.get(), answers.split("HTTP/1.1 429 ", -1).length - 1);
    assertTrue(answers.contains("Retry-After: "), answers);
  }

  @Test
  void pairingBodiesThatAreTooLargeAreRefused() throws IOException {
    Socket announced = connect(pairing("Content-Length: 65537"));
    assertTrue(readToEnd(announced).startsWith("HTTP/1.1 413 "));
    Socket chunked =
        connect(pairing("Transfer-Encoding: chunked") + "10001\r\n" + "a".repeat(65537) + "\r\n");
    assertTrue(readToEnd(chunked).startsWith("HTTP/1.1 413 "));
  }

  @Test
  void uploadBodiesThatStandStillAreCutOffAndKeptSoFar() throws IOException {
    context.intake().accept(credential);
    context.intake().begin(new PairingId(credential.id()), id, 1000);
    Socket socket = connect(patch("Content-Length: 1000") + "abc");
    readToEnd(socket);
    assertEquals("abc", new String(context.intake().received(id), ISO_8859_1));
  }

  @Test
  void uploadBodiesThatNeverEndAreCutAtTheirLength() throws IOException {
    context.intake().begin(new PairingId(credential.id()), id, 1000);
    Socket socket = connect(patch("Transfer-Encoding: chunked") + "400\r\n" + "a".repeat(1024));
    assertTrue(readToEnd(socket).startsWith("HTTP/1.1 204 "));
    assertEquals(1000, context.intake().received(id).length);
  }

  @Test
  void bodiesOfStrangersAreNotRead() throws IOException {
    context.intake().begin(new PairingId(credential.id()), id, 1000);
    context.intake().revoke(credential);
    Socket socket = connect(patch("Content-Length: 1000") + "abc");
    assertTrue(readToEnd(socket).startsWith("HTTP/1.1 401 "));
    assertEquals(0, context.intake().received(id).length);
  }

  @Test
  void headersThatTrickleAreCutOffInTime() throws Exception {
    Socket socket = connect("GET /v1/probe HTTP/1.1\r\nHost: x\r\nX-Slow: ");
    // A byte whenever nothing came for a moment, so that it is never idle.
    socket.setSoTimeout((int) IDLE.toMillis() / 40);
    boolean ended = false;
    while (!ended) {
      try {
        ended = socket.getInputStream().read() < 0;
      } catch (SocketTimeoutException e) {
        ended = !isTaken(socket);
      } catch (SocketException e) {
        ended = true;
      }
    }
  }

  private static boolean isTaken(Socket socket) {
    try {
      write(socket, "a");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void answerReachesAClientThatIsStillSending() throws Exception {
    Socket socket = connect(pairing("Content-Length: 4000000"));
    byte[] block = new byte[100_000];
    for (int i = 0; i < 40; i++) {
      socket.getOutputStream().write(block);
    }
    String answer = new String(socket.getInputStream().readNBytes(13), ISO_8859_1);
    assertEquals("HTTP/1.1 413 ", answer);
  }
}
