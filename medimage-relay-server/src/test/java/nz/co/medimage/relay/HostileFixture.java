package nz.co.medimage.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.transport.http.MailboxClient;
import nz.co.medimage.transport.http.v1.BearerToken;
import nz.co.medimage.transport.http.v1.WaitingList.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Requests of anybody to a relay. The mailbox and the phone of {@link RelayFixture} are the honest
 * pair; {@link #stranger} has a mailbox too, and {@link #accomplice} may leave envelopes in it.
 */
abstract class HostileFixture extends RelayFixture {
  static final byte[] NOTHING = new byte[0];

  final Credential stranger = credential(31);
  final Credential accomplice = credential(32);
  final HttpClient http = HttpClient.newHttpClient();
  private final List<Socket> sockets = new ArrayList<>();

  HostileFixture() {
    Limits s = limits;
    // All come from one address here, those too that ask again and again how things are.
    limits = s.toBuilder().requests(1_000_000).build();
  }

  @BeforeEach
  final void enrolTheStranger() throws Exception {
    MailboxClient receiver = receiver(stranger);
    receiver.enrol(Optional.empty());
    receiver.admit(senders(accomplice));
  }

  @AfterEach
  final void closeSockets() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  static Credential withWrongToken(Credential of) {
    return new Credential(of.id(), new byte[32]);
  }

  final HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + relay.port() + path))
        .timeout(Duration.ofSeconds(30));
  }

  final HttpRequest.Builder request(String path, Credential as) {
    return request(path)
        .header("Authorization", BearerToken.header(as))
        .header("Mailbox-Session", session.toString());
  }

  final HttpRequest.Builder tus(String path, Credential as) {
    return request(path, as).header("Tus-Resumable", "1.0.0");
  }

  final HttpRequest.Builder create(EnvelopeId id, String length, Credential as) {
    String name = Base64.getEncoder().encodeToString(id.toString().getBytes(ISO_8859_1));
    return tus("/v1/envelopes", as)
        .header("Upload-Metadata", "envelope " + name)
        .header("Upload-Length", length)
        .POST(BodyPublishers.noBody());
  }

  final HttpRequest.Builder patch(EnvelopeId id, String offset, byte[] body, Credential as) {
    return tus("/v1/envelopes/" + id, as)
        .header("Content-Type", "application/offset+octet-stream")
        .header("Upload-Offset", offset)
        .method("PATCH", bytes(body));
  }

  static BodyPublisher bytes(byte[] body) {
    return BodyPublishers.ofByteArray(body);
  }

  final HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  final EnvelopeId newId() {
    return EnvelopeId.create(clock, random);
  }

  /** A refusal tells its kind in the way of RFC 9457, and nothing of the relay's inside. */
  static void assertRefused(int status, String type, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer::body);
    if (answer.request().method().equals("HEAD")) {
      return;
    }
    assertEquals("application/problem+json", answer.headers().firstValue("Content-Type").get());
    String uri = type.equals("about:blank") ? type : "tag:medimage.co.nz,2026:problem/" + type;
    assertTrue(answer.body().contains("\"type\":\"" + uri + "\""), answer::body);
    assertFalse(answer.body().contains("Exception"), answer::body);
  }

  final void assertRefused(int status, String type, HttpRequest.Builder request) throws Exception {
    assertRefused(status, type, send(request));
  }

  /** The honest pair delivers a photo, there and back. */
  final void assertOthersGoOn() throws Exception {
    SealedEnvelope envelope = envelope(SIZE);
    Link sender = sender();
    sender.upload(envelope, QUIET);
    Message message = message(envelope);
    assertTrue(waiting().contains(message));
    assertHeld(envelope);
    receiver().reply(message, new byte[] {7});
    assertArrayEquals(new byte[] {7}, sender.receipt(envelope.id(), LONG).orElseThrow());
  }

  /** Sends what need not be HTTP, and keeps the connection. */
  final Socket connect(String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.port());
    socket.setSoTimeout(30_000);
    sockets.add(socket);
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    return socket;
  }

  static String head(String method, String path, Credential as, String... headers) {
    return method
        + " "
        + path
        + " HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nAuthorization: "
        + BearerToken.header(as)
        + "\r\nMailbox-Session: "
        + new UUID(7, 7)
        + "\r\n"
        + String.join("\r\n", headers)
        + "\r\n\r\n";
  }

  final String patchHead(EnvelopeId id, Credential as, String offset, String length) {
    return head(
        "PATCH",
        "/v1/envelopes/" + id,
        as,
        "Content-Type: application/offset+octet-stream",
        "Upload-Offset: " + offset,
        length);
  }

  /** The status of the next answer; 0 if the connection ended without one. */
  static int status(Socket socket) throws IOException {
    try {
      byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
      return line.length == 12 ? Integer.parseInt(new String(line, 9, 3, ISO_8859_1)) : 0;
    } catch (SocketException e) {
      return 0;
    }
  }

  final double metric(String name) throws Exception {
    return send(request("/metrics"))
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  final void awaitParked(int count) throws Exception {
    Await.until(
        count + " requests are parked", () -> metric("medimage_relay_requests_parked") == count);
  }
}
