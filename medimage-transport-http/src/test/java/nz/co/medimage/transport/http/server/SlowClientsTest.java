package nz.co.medimage.transport.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.testkit.FakeListenerContext;
import nz.co.medimage.transport.http.v1.BearerToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many clients that take their time, beside one that is honest. */
@Timeout(60)
class SlowClientsTest {
  private static final int SLOW = 300;

  private final FakeListenerContext context = new FakeListenerContext();
  private final Random random = new Random(7);
  private final List<Socket> sockets = new ArrayList<>();
  private WireServer server;

  @TempDir Path spool;

  @BeforeEach
  void start() throws IOException {
    context.intake().spoolIn(spool);
    server = start(ServerSettings.standard());
  }

  private WireServer start(ServerSettings settings) throws IOException {
    return WireServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        null,
        // So many that threads would run out first.
        new IntakeHandler(
            context.intake(),
            Clock.systemUTC(),
            UploadLimits.builder()
                .inAll(SLOW + 1)
                .ofAddress(SLOW + 1)
                .ofOwner(8)
                .ofDevice(8)
                .build(),
            UploadOwners.NONE),
        settings);
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  private Credential device(int number) {
    Credential device = new Credential(new UUID(1, number), new byte[32]);
    context.intake().accept(device);
    return device;
  }

  private Socket connect(String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(30_000);
    sockets.add(socket);
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    return socket;
  }

  private static int status(Socket socket) throws IOException {
    byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
    return line.length == 12 ? Integer.parseInt(new String(line, 9, 3, ISO_8859_1)) : 0;
  }

  private String patch(Credential device, String... headers) throws IOException {
    EnvelopeId id = EnvelopeId.create(Clock.systemUTC(), random);
    context.intake().begin(new PairingId(device.id()), id, 1000);
    return "PATCH /v1/envelopes/"
        + id
        + " HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
        + "Content-Type: application/offset+octet-stream\r\nContent-Length: 1000\r\n"
        + "Authorization: "
        + BearerToken.header(device)
        + "\r\n"
        + String.join("\r\n", headers)
        + (headers.length > 0 ? "\r\n\r\n" : "\r\n");
  }

  private void assertHonestPhoneIsServed() throws IOException {
    Credential honest = device(0);
    String probe =
        "GET /v1/probe HTTP/1.1\r\nHost: x\r\nAuthorization: "
            + BearerToken.header(honest)
            + "\r\n\r\n";
    assertEquals(204, status(connect(probe)));
    assertEquals(204, status(connect(patch(honest) + "a".repeat(1000))));
  }

  @Test
  void bodiesWithAChecksumHoldNoThread() throws Exception {
    String checksum = "Upload-Checksum: sha1 " + "A".repeat(27) + "=";
    for (int i = 0; i < SLOW; i++) {
      connect(patch(device(1 + i / 4), checksum) + "a");
    }
    assertHonestPhoneIsServed();
  }

  @Test
  void bodiesHoldNoThread() throws Exception {
    for (int i = 0; i < SLOW; i++) {
      connect(patch(device(1 + i / 4)) + "a");
    }
    assertHonestPhoneIsServed();
  }

  @Test
  void requestsForOneUploadHoldNoThreadWhileTheyWaitForTheirTurn() throws Exception {
    Credential device = device(1);
    String request = patch(device);
    for (int i = 0; i < SLOW; i++) {
      connect(request);
    }
    assertHonestPhoneIsServed();
  }

  @Test
  void connectionsWithoutARequestMakeRoomForOthers() throws Exception {
    server.close();
    server = start(ServerSettings.builder().connections(40, 20).build());
    for (int i = 0; i < SLOW; i++) {
      connect("GET /v1/probe HTTP/1.1\r\nX-Slow: ");
    }
    assertHonestPhoneIsServed();
  }
}
