package nz.co.medimage.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.relay.store.MessageKey;
import nz.co.medimage.testkit.Await;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Senders that mean harm, at a relay with others who go on. */
@Timeout(60)
class HostileSenderTest extends HostileFixture {
  private static final int SMALL = 1000;
  private static final int OF_A_DEVICE = 8;

  @TempDir Path temporary;
  private Path spool;

  @BeforeEach
  void placeSpool() {
    spool = temporary.resolve("spool");
  }

  private HttpRequest.Builder head(EnvelopeId id, Credential as) {
    return tus("/v1/envelopes/" + id, as).method("HEAD", BodyPublishers.noBody());
  }

  private List<HttpRequest.Builder> everything(EnvelopeId id, Credential as) {
    return List.of(
        request("/v1/probe", as),
        create(id, "1000", as),
        head(id, as),
        patch(id, "0", new byte[SMALL], as),
        request("/v1/envelopes/" + id + "/receipt?wait=1", as));
  }

  private MessageKey key(EnvelopeId id, Credential of) {
    return new MessageKey(
        of.id().equals(phone.id()) ? mailbox.id() : stranger.id(), of.id(), id.value());
  }

  private EnvelopeId begun(Credential as) throws Exception {
    EnvelopeId id = newId();
    assertEquals(201, send(create(id, Integer.toString(SMALL), as)).statusCode());
    return id;
  }

  private long stand(EnvelopeId id, Credential of) throws IOException {
    return store.state(key(id, of)).orElseThrow().offset();
  }

  @Test
  void wrongTokenIsLetInNowhere() throws Exception {
    EnvelopeId id = begun(phone);
    for (Credential as : List.of(withWrongToken(phone), credential(40), mailbox)) {
      for (HttpRequest.Builder request : everything(id, as)) {
        assertRefused(401, "not-paired", request);
      }
    }
    assertEquals(0, stand(id, phone));
    assertOthersGoOn();
  }

  @Test
  void whatIsNoCredentialIsLetInNowhere() throws Exception {
    for (String header :
        List.of("", "Bearer", "Bearer x.y", "Basic YTpi", "Bearer ..", "Bearer 00000000")) {
      assertRefused(401, "not-paired", request("/v1/probe").header("Authorization", header));
      assertRefused(
          401,
          "not-paired",
          request("/v1/mailboxes/" + mailbox.id() + "/waiting").header("Authorization", header));
    }
  }

  @Test
  void envelopeOfAnotherSenderIsNotThere() throws Exception {
    Credential colleague = credential(33);
    receiver().admit(senders(phone, colleague));
    SealedEnvelope envelope = uploaded(SIZE);
    for (Credential as : List.of(accomplice, colleague)) {
      assertRefused(410, "envelope-lost", head(envelope.id(), as));
      assertRefused(410, "envelope-lost", patch(envelope.id(), "0", new byte[9], as));
      assertRefused(
          410, "envelope-lost", request("/v1/envelopes/" + envelope.id() + "/receipt?wait=1", as));
    }
    HttpResponse<String> own = send(create(envelope.id(), "1000", accomplice));
    assertEquals("0", own.headers().firstValue("Upload-Offset").orElse("-"));
    assertHeld(envelope);
    assertEquals(List.of(message(envelope)), waiting());
  }

  @Test
  void uploadThatIsAnnouncedWithAnotherLengthIsBegunAnewUnlessItIsWhole() throws Exception {
    EnvelopeId id = begun(accomplice);
    assertEquals(204, send(patch(id, "0", new byte[600], accomplice)).statusCode());
    HttpResponse<String> anew = send(create(id, "2000", accomplice));
    assertEquals(201, anew.statusCode());
    assertEquals("0", anew.headers().firstValue("Upload-Offset").orElse("-"));
    assertEquals(204, send(patch(id, "0", new byte[2000], accomplice)).statusCode());
    assertRefused(503, "envelope-refused", create(id, "1000", accomplice));
    store.reply(key(id, accomplice), new byte[1]);
    HttpResponse<String> answered = send(create(id, "1000", accomplice));
    assertEquals("1000", answered.headers().firstValue("Upload-Offset").orElse("-"));
  }

  @Test
  void offsetWhereTheUploadDoesNotStandIsRefused() throws Exception {
    EnvelopeId id = begun(accomplice);
    for (String offset : List.of("-1", "1e3", "", "9999999999999999999")) {
      assertRefused(400, "about:blank", patch(id, offset, new byte[1], accomplice));
    }
    for (String offset : List.of("1", "1000", "1001", "999999999999999999")) {
      assertRefused(409, "offset-conflict", patch(id, offset, new byte[1], accomplice));
    }
    assertEquals(0, stand(id, accomplice));
  }

  @Test
  void repeatedBytesAreTakenOnce() throws Exception {
    EnvelopeId id = begun(accomplice);
    assertEquals(204, send(patch(id, "0", new byte[600], accomplice)).statusCode());
    HttpResponse<String> again = send(patch(id, "0", new byte[600], accomplice));
    assertRefused(409, "offset-conflict", again);
    assertEquals("600", again.headers().firstValue("Upload-Offset").orElse("-"));
    assertEquals(204, send(patch(id, "600", new byte[400], accomplice)).statusCode());
    assertRefused(409, "offset-conflict", patch(id, "0", new byte[600], accomplice));
    assertRefused(413, "about:blank", patch(id, "1000", new byte[1], accomplice));
    assertEquals(SMALL, stand(id, accomplice));
  }

  @Test
  void ofManyAtOneUploadNoneTearsTheBytes() throws Exception {
    EnvelopeId id = begun(accomplice);
    byte[] content = new byte[SMALL];
    random.nextBytes(content);
    for (int i = 0; i < 30; i++) {
      connect(patchHead(id, accomplice, "0", "Content-Length: 1000"));
    }
    while (stand(id, accomplice) < SMALL) {
      int at = (int) stand(id, accomplice);
      byte[] rest = Arrays.copyOfRange(content, at, SMALL);
      try {
        send(patch(id, Integer.toString(at), rest, accomplice));
      } catch (IOException e) {
        // One of the others came after it: the newest wins.
      }
    }
    ByteBuffer held = ByteBuffer.allocate(SMALL);
    store.read(key(id, accomplice), 0, held);
    assertArrayEquals(content, held.array());
  }

  @Test
  void lengthThatCannotBeIsRefusedAndNothingBegun() throws Exception {
    EnvelopeId id = newId();
    for (String length : List.of("-1", "0", "", "x", "9999999999999999999", "1".repeat(100))) {
      assertRefused(400, "about:blank", create(id, length, accomplice));
    }
    for (String length : List.of("67108865", "999999999999999999")) {
      assertRefused(413, "envelope-too-large", create(id, length, accomplice));
    }
    assertEquals(Optional.empty(), store.state(key(id, accomplice)));
    assertOthersGoOn();
  }

  @Test
  void metadataWithoutAnEnvelopeIsRefused() throws Exception {
    for (String metadata :
        List.of("", "envelope", "envelope eA==", "envelope ????", "filename eA==")) {
      HttpRequest.Builder request =
          tus("/v1/envelopes", accomplice)
              .header("Upload-Length", "1")
              .header("Upload-Metadata", metadata)
              .POST(BodyPublishers.noBody());
      assertRefused(400, "about:blank", request);
    }
  }

  @Test
  void bodyThatIsAnnouncedTooLongIsNotRead() throws Exception {
    EnvelopeId id = begun(accomplice);
    Socket socket =
        connect(patchHead(id, accomplice, "0", "Content-Length: 99999999999") + "a".repeat(5000));
    assertEquals(413, status(socket));
    assertEquals(0, stand(id, accomplice));
    assertOthersGoOn();
  }

  @Test
  void bodyThatNeverEndsIsCutWhereTheUploadEnds() throws Exception {
    EnvelopeId id = begun(accomplice);
    Socket socket =
        connect(
            patchHead(id, accomplice, "0", "Transfer-Encoding: chunked")
                + "FFFFFFF\r\n"
                + "a".repeat(50_000));
    assertEquals(204, status(socket));
    assertEquals(SMALL, stand(id, accomplice));
    assertOthersGoOn();
  }

  @Test
  void slowUploadsIntoOneMailboxLeaveThreadsToOthers() throws Exception {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      EnvelopeId id = begun(accomplice);
      slow.add(connect(patchHead(id, accomplice, "0", "Content-Length: 1000") + "a"));
    }
    String refusals = "medimage_relay_refusals_total{type=\"too_many_requests\"}";
    Await.until("all others are refused", () -> metric(refusals) >= 250 - OF_A_DEVICE);
    assertEquals(250 - OF_A_DEVICE, metric(refusals));
    assertOthersGoOn();
    EnvelopeId next = begun(accomplice);
    HttpResponse<String> told = send(patch(next, "0", new byte[SMALL], accomplice));
    assertRefused(429, "too-many-requests", told);
    assertEquals("10", told.headers().firstValue("Retry-After").orElse("-"));
    for (Socket socket : slow) {
      socket.close();
    }
    Await.until(
        "there is room for an upload",
        () -> send(patch(next, "0", new byte[SMALL], accomplice)).statusCode() != 429);
    assertEquals(SMALL, stand(next, accomplice));
  }

  @Test
  void slowBodiesOfManyDevicesHoldNoThreadWithAChecksumEither() throws Exception {
    relay.close();
    start(relay().limits(limits).mostUploads(300, 300, 300, 300).spool(spool));
    for (int i = 0; i < 250; i++) {
      String head = patchHead(begun(accomplice), accomplice, "0", "Content-Length: 1000");
      String checksum = "Upload-Checksum: sha1 " + "A".repeat(27) + "=\r\n\r\n";
      connect(head.substring(0, head.length() - 2) + checksum + "a");
    }
    assertEquals(200, send(request("/health")).statusCode());
    assertOthersGoOn();
  }

  @Test
  void checksummedBodiesAreCountedAgainstTheRoom() throws Exception {
    EnvelopeId id = begun(accomplice);
    relay.close();
    Limits s = limits;
    long all = Long.MAX_VALUE / 2;
    Limits full = s.toBuilder().roomKept(all).build();
    start(relay().limits(full).spool(spool));
    assertRefused(
        507,
        "relay-full",
        patch(id, "0", new byte[SMALL], accomplice)
            .header("Upload-Checksum", "sha1 " + "A".repeat(27) + "="));
    assertEquals(0, stand(id, accomplice));
  }

  @Test
  void whatAnEarlierRelayLeftInTheSpoolIsDeleted() throws Exception {
    relay.close();
    Files.createDirectories(spool);
    Files.write(spool.resolve("left.part"), new byte[9]);
    start(relay().limits(limits).spool(spool));
    assertFalse(Files.exists(spool.resolve("left.part")));
  }

  @Test
  void optionsAreToldToAnybodyOnEveryPath() throws Exception {
    for (String path :
        List.of("/v1/envelopes", "/v1/probe", "/v1/pairings/7", "/v1/mailboxes/x/waiting")) {
      HttpResponse<String> answer = send(request(path).method("OPTIONS", BodyPublishers.noBody()));
      assertEquals(204, answer.statusCode(), path);
      assertEquals("1.0.0", answer.headers().firstValue("Tus-Version").orElse("-"));
    }
  }

  @Test
  void headersThatNeverEndHoldNoThread() throws Exception {
    for (int i = 0; i < 300; i++) {
      connect("PATCH /v1/envelopes/" + i + " HTTP/1.1\r\nHost: x\r\nX-Slow: ");
    }
    assertOthersGoOn();
  }

  @Test
  void hugeHeadersAreRefused() throws Exception {
    for (String name : List.of("Authorization", "Upload-Metadata", "Upload-Offset", "X")) {
      Socket socket =
          connect(
              "GET /v1/probe HTTP/1.1\r\nHost: x\r\n" + name + ": " + "a".repeat(9000) + "\r\n");
      assertEquals(431, status(socket));
    }
    assertEquals(414, status(connect("GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: x\r\n\r\n")));
    assertOthersGoOn();
  }

  @Test
  void revokedSenderIsRefusedEverywhereAndItsUnfinishedUploadsAreGone() throws Exception {
    EnvelopeId id = begun(accomplice);
    assertEquals(204, send(patch(id, "0", new byte[600], accomplice)).statusCode());
    receiver(stranger).admit(Map.of());
    for (HttpRequest.Builder request : everything(id, accomplice)) {
      assertRefused(401, "not-paired", request);
    }
    assertEquals(Optional.empty(), store.state(key(id, accomplice)));
    assertEquals(0, store.usage(stranger.id()).waiting());
    assertOthersGoOn();
  }

  @Test
  void pathsCannotWriteLinesIntoTheAccessLog() throws Exception {
    for (String path : List.of("/v1/%0d%0aforged", "/v1/envelopes/%0aforged", "/%22%20200%20")) {
      assertTrue(status(connect("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")) >= 400);
    }
    relay.close();
    for (String line : accessLog) {
      assertTrue(line.chars().noneMatch(Character::isISOControl), line);
      assertEquals(2, line.chars().filter(c -> c == '"').count(), line);
    }
  }
}
