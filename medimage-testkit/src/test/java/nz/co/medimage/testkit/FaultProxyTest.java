package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a server that reads requests of a length and bytes, and answers each with its bytes. */
@Timeout(30)
final class FaultProxyTest {
  private static final byte[] REQUEST = TestPhotos.noise(1, 100_000);

  private final BlockingQueue<Integer> served = new LinkedBlockingQueue<>();
  private ServerSocket server;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Threads.daemon("server", this::serve);
    proxy = FaultProxy.to(server.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Threads.daemon("connection", () -> answer(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void answer(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        byte[] request = new byte[in.readInt()];
        in.readFully(request);
        served.add(request.length);
        socket.getOutputStream().write(request);
      }
    } catch (IOException e) {
      // the client has gone
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static byte[] exchange(Socket socket, byte[] request) throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeInt(request.length);
    out.write(request);
    byte[] reply = new byte[request.length];
    new DataInputStream(socket.getInputStream()).readFully(reply);
    return reply;
  }

  private void assertWorks() throws IOException {
    try (Socket socket = connect()) {
      assertArrayEquals(REQUEST, exchange(socket, REQUEST));
    }
  }

  private void assertBreaks() throws IOException {
    try (Socket socket = connect()) {
      assertThrows(IOException.class, () -> exchange(socket, REQUEST));
    }
  }

  @Test
  void passesBytesBothWays() throws Exception {
    assertWorks();
    assertWorks();
    assertEquals(2, proxy.connections());
    assertEquals(0, proxy.struck());
  }

  @Test
  void countsWhatPassesToTheServerOverAllConnections() throws Exception {
    assertWorks();
    assertWorks();
    assertEquals(2L * (4 + REQUEST.length), proxy.bytesToTarget());
    proxy.next(Fault.cutToTarget(1000));
    assertBreaks();
    assertEquals(2L * (4 + REQUEST.length) + 1000, proxy.bytesToTarget());
  }

  @Test
  void leadsComingConnectionsToAServerThatMoved() throws Exception {
    ServerSocket before = server;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    before.close();
    Threads.daemon("server", this::serve);
    proxy.redirect(server.getLocalPort());
    assertWorks();
  }

  @Test
  void plannedFaultsStrikeInOrderAndOnce() throws Exception {
    proxy.next(Fault.none(), Fault.refuse());
    assertWorks();
    assertBreaks();
    assertWorks();
    assertEquals(1, proxy.struck());
  }

  @Test
  void faultBeyondTheBytesThatCameStrikesNobody() throws Exception {
    proxy.next(
        Fault.cutToTarget(REQUEST.length + 4),
        Fault.cutFromTarget(REQUEST.length),
        Fault.freeze(REQUEST.length + 5),
        Fault.dropReply(REQUEST.length + 5));
    for (int i = 0; i < 4; i++) {
      assertWorks();
    }
    assertEquals(0, proxy.struck());
  }

  @Test
  void refusedConnectionNeverReachesTheServer() throws Exception {
    proxy.always(Fault.refuse());
    assertBreaks();
    assertBreaks();
    proxy.clear();
    assertWorks();
    assertEquals(1, served.size());
    assertEquals(2, proxy.struck());
  }

  @Test
  void requestThatIsCutIsNotServed() throws Exception {
    proxy.next(Fault.cutToTarget(50_000));
    assertBreaks();
    assertWorks();
    assertEquals(1, served.size());
    assertEquals(1, proxy.struck());
  }

  @Test
  void replyThatIsCutWasServedAndArrivesInPart() throws Exception {
    proxy.next(Fault.cutFromTarget(1_000));
    try (Socket socket = connect()) {
      new DataOutputStream(socket.getOutputStream()).writeInt(REQUEST.length);
      socket.getOutputStream().write(REQUEST);
      int arrived = 0;
      try {
        while (socket.getInputStream().read() >= 0) {
          arrived++;
        }
      } catch (IOException e) {
        // reset; what had arrived may have been thrown away with it
      }
      assertTrue(arrived <= 1_000, "bytes that arrived: " + arrived);
    }
    assertEquals(REQUEST.length, served.poll(10, TimeUnit.SECONDS));
    assertEquals(1, proxy.struck());
  }

  @Test
  void droppedReplyBelongsToARequestThatWasServed() throws Exception {
    proxy.next(Fault.dropReply(1_004 + 500));
    try (Socket socket = connect()) {
      exchange(socket, new byte[1_000]);
      assertThrows(IOException.class, () -> exchange(socket, new byte[1_001]));
    }
    assertEquals(1_000, served.poll(10, TimeUnit.SECONDS));
    assertEquals(1_001, served.poll(10, TimeUnit.SECONDS));
    assertEquals(1, proxy.struck());
  }

  @Test
  void frozenConnectionIsSilentAndGoesOnOnceHealed() throws Exception {
    proxy.next(Fault.freeze(50_000));
    try (Socket socket = connect()) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(REQUEST.length);
      out.write(REQUEST);
      proxy.awaitStruck(1);
      socket.setSoTimeout(100);
      assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
      assertEquals(0, served.size());
      proxy.clear();
      socket.setSoTimeout(10_000);
      byte[] reply = new byte[REQUEST.length];
      new DataInputStream(socket.getInputStream()).readFully(reply);
      assertArrayEquals(REQUEST, reply);
    }
    assertEquals(1, proxy.struck());
  }

  @Test
  void openConnectionsCanBeResetNow() throws Exception {
    try (Socket socket = connect()) {
      exchange(socket, REQUEST);
      proxy.resetNow();
      assertThrows(IOException.class, () -> exchange(socket, REQUEST));
    }
    assertWorks();
  }

  @Test
  void latencyDelaysEachWay() throws Exception {
    proxy.next(Fault.latency(Duration.ofMillis(50)));
    long begin = System.nanoTime();
    try (Socket socket = connect()) {
      exchange(socket, new byte[10]);
    }
    assertTrue(System.nanoTime() - begin >= Duration.ofMillis(100).toNanos());
  }

  @Test
  void closingEndsEverything() throws Exception {
    Socket socket = connect();
    exchange(socket, REQUEST);
    proxy.close();
    assertThrows(IOException.class, () -> exchange(socket, REQUEST));
    int before = proxy.connections();
    try {
      connect().close();
    } catch (IOException e) {
      // as it should be, unless another program was given the port meanwhile
    }
    assertEquals(before, proxy.connections());
  }
}
