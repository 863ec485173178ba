package nz.co.medimage.transport.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.relay.Relay;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.relay.store.SqlStore;
import nz.co.medimage.transport.http.v1.BearerToken;
import nz.co.medimage.transport.http.v1.UploadMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A receiver collects an envelope while its sender sends it, and one of the three breaks off. */
@Timeout(120)
class ComingWayTest extends RelayFixture {
  private static final int FIRST = 600_000;

  /** What the relay has of the first part while its sender is still connected: whole blocks. */
  private static final int WHOLE_BLOCKS = 2 * 256 * 1024;

  /**
   * Runs a relay on a folder and a port until it is killed; with a third argument it stores nothing
   * from that place in an envelope on, and says so.
   */
  public static void main(String[] arguments) throws Exception {
    RelayStore store = SqlStore.open(Path.of(arguments[0]), Clock.systemUTC());
    Relay relay =
        Relay.builder(arguments.length > 2 ? stuck(store, Long.parseLong(arguments[2])) : store)
            .address(
                new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1])))
            .accessLog(line -> {})
            .build();
    relay.start();
    System.out.println("up");
    Thread.currentThread().join();
  }

  private static RelayStore stuck(RelayStore real, long place) {
    return (RelayStore)
        Proxy.newProxyInstance(
            RelayStore.class.getClassLoader(),
            new Class<?>[] {RelayStore.class},
            (proxy, method, values) -> {
              if (method.getName().equals("append") && values[1].equals(place)) {
                System.out.println("stuck");
                Thread.currentThread().join();
              }
              try {
                return method.invoke(real, values);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** Begins it and sends the first part of its bytes, but not the rest. */
  private Socket beginToSend(SealedEnvelope envelope) throws IOException {
    link(route).close();
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    open.add(socket);
    OutputStream out = socket.getOutputStream();
    String requests =
        """
        POST /v1/envelopes HTTP/1.1
        Host: x
        Tus-Resumable: 1.0.0
        Authorization: %1$s
        Upload-Length: %2$d
        Upload-Metadata: %3$s
        Content-Length: 0

        PATCH /v1/envelopes/%4$s HTTP/1.1
        Host: x
        Tus-Resumable: 1.0.0
        Authorization: %1$s
        Upload-Offset: 0
        Content-Type: application/offset+octet-stream
        Content-Length: %2$d

        """
            .formatted(
                BearerToken.header(phone),
                envelope.size(),
                UploadMetadata.of(envelope.id()),
                envelope.id())
            .replace("\n", "\r\n");
    out.write(requests.getBytes(US_ASCII));
    out.write(Arrays.copyOf(bytes(envelope), FIRST));
    out.flush();
    return socket;
  }

  private Route route;

  private byte[] received(SealedEnvelope envelope) {
    return context.intake().received(envelope.id());
  }

  /** The whole of it came, once, and its receipt goes back. */
  private void finish(SealedEnvelope envelope) throws Exception {
    Link link = link(route);
    link.upload(envelope, QUIET);
    answer(envelope);
    assertArrayEquals(
        receiptOf(envelope), link.receipt(envelope.id(), Duration.ofSeconds(60)).orElseThrow());
    assertArrayEquals(bytes(envelope), received(envelope));
    assertEquals(1, context.intake().envelopes());
  }

  @Test
  void senderThatIsCutInTheMiddleGoesOnLater() throws Exception {
    route = start(SHORT);
    SealedEnvelope envelope = envelope(SIZE);
    Socket sender = beginToSend(envelope);
    await(() -> received(envelope).length == WHOLE_BLOCKS);
    sender.setSoLinger(true, 0);
    sender.close();
    await(() -> received(envelope).length == FIRST);
    assertEquals(0, context.intake().receiptCalls());
    finish(envelope);
    assertEquals(List.of(), context.problems());
  }

  @Test
  void receiverThatGoesAwayInTheMiddleComesBack() throws Exception {
    route = start(SHORT);
    SealedEnvelope envelope = envelope(SIZE);
    Socket sender = beginToSend(envelope);
    await(() -> received(envelope).length == WHOLE_BLOCKS);
    proxy.resetNow();
    sender.close();
    finish(envelope);
  }

  @Test
  void relayThatIsKilledInTheMiddleGoesOnWithWhatItHas() throws Exception {
    relay.close();
    Process first = relayProcess();
    try {
      route = start(SHORT);
      SealedEnvelope envelope = envelope(SIZE);
      Socket sender = beginToSend(envelope);
      await(() -> received(envelope).length == WHOLE_BLOCKS);
      first.toHandle().destroyForcibly();
      first.waitFor();
      sender.close();
      Process second = relayProcess();
      try {
        finish(envelope);
      } finally {
        second.destroyForcibly().waitFor();
      }
    } finally {
      first.destroyForcibly().waitFor();
    }
  }

  @Test
  void relayThatIsKilledBeforeItHasStoredTheEndPromisesNothing() throws Exception {
    relay.close();
    Process first = relayProcess(Integer.toString(WHOLE_BLOCKS));
    try {
      route = start(SHORT);
      SealedEnvelope envelope = envelope(SIZE);
      Socket sender = beginToSend(envelope);
      sender.getOutputStream().write(bytes(envelope), FIRST, (int) envelope.size() - FIRST);
      // The receiver has all but the last byte, the relay has not, and the sender has no word.
      await(() -> received(envelope).length == SIZE - 1);
      first.toHandle().destroyForcibly();
      first.waitFor();
      String answers = new String(sender.getInputStream().readAllBytes(), US_ASCII);
      assertTrue(answers.startsWith("HTTP/1.1 201"), answers);
      assertFalse(answers.contains("HTTP/1.1 204"), answers);
      sender.close();
      Process second = relayProcess();
      try {
        Link link = link(route);
        assertEquals(Optional.empty(), link.receipt(envelope.id(), Duration.ZERO));
        finish(envelope);
      } finally {
        second.destroyForcibly().waitFor();
      }
    } finally {
      first.destroyForcibly().waitFor();
    }
  }

  @Test
  void senderThatIsSlowIsFollowed() throws Exception {
    route = start(SHORT);
    SealedEnvelope envelope = envelope(SIZE);
    byte[] bytes = bytes(envelope);
    Socket sender = beginToSend(envelope);
    await(() -> received(envelope).length == WHOLE_BLOCKS);
    for (int at = FIRST; at < SIZE - 1; at += 999) {
      sender.getOutputStream().write(bytes, at, Math.min(999, SIZE - 1 - at));
    }
    // The last part has all but a byte: it is not handed on before it is there.
    assertEquals(WHOLE_BLOCKS, received(envelope).length);
    assertEquals(0, context.intake().receiptCalls());
    sender.getOutputStream().write(bytes, SIZE - 1, 1);
    await(() -> received(envelope).length == SIZE);
    finish(envelope);
    assertEquals(List.of(), context.problems());
  }

  private Process relayProcess(String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("temporary")),
                "-cp",
                System.getProperty("java.class.path"),
                ComingWayTest.class.getName(),
                folder.resolve("relay").toString(),
                Integer.toString(port)));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = process.inputReader(US_ASCII);
    assertTrue("up".equals(out.readLine()), "it does not start");
    return process;
  }
}
