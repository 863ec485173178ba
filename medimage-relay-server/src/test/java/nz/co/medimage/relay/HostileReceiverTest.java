package nz.co.medimage.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.SealedEnvelope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Receivers that mean harm, at a relay with others who go on. */
@Timeout(60)
class HostileReceiverTest extends HostileFixture {

  private static String of(UUID mailbox) {
    return "/v1/mailboxes/" + mailbox;
  }

  private HttpRequest.Builder put(String path, Credential as, byte[] body) {
    return request(path, as).PUT(bytes(body));
  }

  private List<HttpRequest.Builder> everything(
      UUID mailbox, SealedEnvelope envelope, Credential as) {
    String message = of(mailbox) + "/messages/" + phone.id() + "/" + envelope.id();
    return List.of(
        put(of(mailbox) + "/senders", as, "{\"senders\":[]}".getBytes(StandardCharsets.UTF_8)),
        put(of(mailbox) + "/offers/417?seconds=60", as, NOTHING),
        request(of(mailbox) + "/offers/417", as).DELETE(),
        request(of(mailbox) + "/waiting?after=0&wait=1", as),
        request(message, as),
        put(message + "/reply", as, new byte[1]),
        request(message, as).DELETE());
  }

  @Test
  void wrongTokenOpensNoPathOfAMailbox() throws Exception {
    SealedEnvelope envelope = uploaded(SIZE);
    Credential as = withWrongToken(mailbox);
    assertRefused(401, "not-paired", put(of(mailbox.id()), as, NOTHING));
    for (HttpRequest.Builder request : everything(mailbox.id(), envelope, as)) {
      assertRefused(401, "not-paired", request);
    }
    assertEquals(List.of(message(envelope)), waiting());
    assertOthersGoOn();
  }

  @Test
  void anothersMailboxLooksLikeOneThatNeverWas() throws Exception {
    SealedEnvelope envelope = uploaded(SIZE);
    for (Credential as : List.of(stranger, phone, credential(40))) {
      List<HttpRequest.Builder> real = everything(mailbox.id(), envelope, as);
      List<HttpRequest.Builder> none = everything(new UUID(9, 9), envelope, as);
      for (int i = 0; i < real.size(); i++) {
        HttpResponse<String> told = send(real.get(i));
        assertRefused(404, "about:blank", told);
        assertEquals(send(none.get(i)).body(), told.body());
      }
    }
    assertEquals(List.of(message(envelope)), waiting());
    assertOthersGoOn();
  }

  @Test
  void mailboxOfAnothersIdCannotBeEnrolledNorChanged() throws Exception {
    Credential thief = new Credential(mailbox.id(), token(5));
    assertRefused(401, "not-paired", put(of(mailbox.id()), thief, NOTHING));
    assertRefused(401, "not-paired", put(of(mailbox.id()) + "/senders", thief, NOTHING));
    assertEquals(204, send(put(of(mailbox.id()), mailbox, NOTHING)).statusCode());
    assertOthersGoOn();
  }

  private static byte[] token(int value) {
    byte[] token = new byte[32];
    Arrays.fill(token, (byte) value);
    return token;
  }

  @Test
  void messagesOfOthersAreNotThereInAnOwnMailbox() throws Exception {
    SealedEnvelope envelope = uploaded(SIZE);
    String message = of(stranger.id()) + "/messages/" + phone.id() + "/" + envelope.id();
    assertRefused(410, "envelope-lost", request(message, stranger));
    assertRefused(410, "envelope-lost", put(message + "/reply", stranger, new byte[1]));
    String forget = message + "?upload=" + message(envelope).upload();
    assertEquals(204, send(request(forget, stranger).DELETE()).statusCode());
    assertRefused(400, "about:blank", request(message, stranger).DELETE());
    assertEquals(List.of(message(envelope)), waiting());
    assertHeld(envelope);
  }

  @Test
  void sendersOfOthersCannotBeTakenOver() throws Exception {
    String list =
        "{\"senders\":[{\"pairing\":\"%s\",\"tokenHash\":\"%s\"}]}"
            .formatted(phone.id(), stranger.tokenHash().hex());
    byte[] body = list.getBytes(StandardCharsets.UTF_8);
    assertEquals(204, send(put(of(stranger.id()) + "/senders", stranger, body)).statusCode());
    Credential forged = new Credential(phone.id(), token(0));
    assertRefused(401, "not-paired", request("/v1/probe", forged));
    SealedEnvelope envelope = uploaded(SIZE);
    assertEquals(List.of(message(envelope)), waiting());
    assertEquals(Optional.empty(), receiver(stranger).waiting("0", Duration.ZERO));
    assertOthersGoOn();
  }

  private static List<String> brokenLists() {
    String one = "{\"pairing\":\"00000000-0000-0000-0000-000000000001\",\"tokenHash\":\"%s\"}";
    String good = one.formatted("a".repeat(64));
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 1001; i++) {
      many.add(good.replace("000000000001", String.format("%012d", i)));
    }
    return List.of(
        "",
        "null",
        "[]",
        "{",
        "{\"senders\":[" + good,
        "{\"senders\":[" + good + "," + good + "]}",
        "{\"senders\":[" + one.formatted("a".repeat(63)) + "]}",
        "{\"senders\":[{}]}",
        "{\"senders\":{}}",
        "{\"senders\":[null]}",
        "{\"senders\":[]}{}",
        "{\"senders\":[" + String.join(",", many) + "]}",
        "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}",
        "{\"senders\":" + "[".repeat(100_000),
        "{\"a\":".repeat(40_000),
        "{\"x\":\"\\u0",
        "\u0000\u0001",
        "{\"senders\":[{\"pairing\":1e999,\"tokenHash\":[]}]}");
  }

  @Test
  void brokenListIsRefusedAndTheOneBeforeStands() throws Exception {
    for (String list : brokenLists()) {
      byte[] body = list.getBytes(StandardCharsets.UTF_8);
      assertRefused(400, "about:blank", put(of(stranger.id()) + "/senders", stranger, body));
    }
    assertEquals(204, send(request("/v1/probe", accomplice)).statusCode());
  }

  @Test
  void listsAndRepliesThatAreTooLargeAreNotTaken() throws Exception {
    SealedEnvelope envelope = uploaded(SIZE);
    String reply = of(mailbox.id()) + "/messages/" + phone.id() + "/" + envelope.id() + "/reply";
    assertRefused(413, "about:blank", put(reply, mailbox, new byte[65_537]));
    byte[] huge = new byte[256 * 1024 + 1];
    assertRefused(413, "about:blank", put(of(stranger.id()) + "/senders", stranger, huge));
    String endless =
        head("PUT", of(stranger.id()) + "/senders", stranger, "Transfer-Encoding: chunked");
    Socket socket = connect(endless + "FFFFFFF\r\n" + " ".repeat(huge.length));
    assertEquals(413, status(socket));
    assertEquals(List.of(message(envelope)), waiting());
    assertOthersGoOn();
  }

  @Test
  void listsThatTrickleHoldNoThread() throws Exception {
    for (int i = 0; i < 300; i++) {
      connect(head("PUT", of(stranger.id()) + "/senders", stranger, "Content-Length: 100") + "{");
    }
    assertOthersGoOn();
  }

  @Test
  void whatIsNoNameplateCannotBeReserved() throws Exception {
    for (String nameplate :
        List.of("x", "1234567", "", "-1", "4.7", "%D9%A1", "417/", "417/418", "417%2F", "417%00")) {
      assertIsNoNameplate(nameplate);
    }
  }

  private void assertIsNoNameplate(String nameplate) throws Exception {
    String path = of(stranger.id()) + "/offers/" + nameplate + "?seconds=60";
    HttpRequest.Builder pair = request("/v1/pairings/" + nameplate).POST(bytes(new byte[1]));
    for (HttpRequest.Builder request : List.of(put(path, stranger, NOTHING), pair)) {
      HttpResponse<String> answer = send(request);
      assertTrue(List.of(400, 404).contains(answer.statusCode()), answer::toString);
      assertTrue(answer.body().contains("\"type\":"), answer::body);
    }
  }

  @Test
  void termThatCannotBeIsRefused() throws Exception {
    for (String query :
        List.of("", "?seconds=0", "?seconds=-1", "?seconds=3601", "?seconds=x", "?a=1")) {
      assertRefused(
          400, "about:blank", put(of(stranger.id()) + "/offers/417" + query, stranger, NOTHING));
    }
  }

  @Test
  void offerOfAnotherCanBeNeitherTakenNorEnded() throws Exception {
    assertTrue(receiver().reserve("417", Duration.ofMinutes(5)));
    String offer = of(stranger.id()) + "/offers/417";
    assertRefused(409, "about:blank", put(offer + "?seconds=60", stranger, NOTHING));
    assertEquals(204, send(request(offer, stranger).DELETE()).statusCode());
    assertFalse(receiver(stranger).reserve("417", Duration.ofMinutes(5)));
  }

  @Test
  void rangeThatCannotBeGivenIsPassedOverOrRefused() throws Exception {
    SealedEnvelope envelope = uploaded(SIZE);
    byte[] all = bytes(envelope);
    for (String range :
        List.of("bytes=-5", "bytes=5-3", "bytes=0-1,4-5", "bytes=9999999999999999999-", "x=5-")) {
      HttpResponse<byte[]> whole = read(envelope, range);
      assertEquals(200, whole.statusCode());
      assertArrayEquals(all, whole.body());
    }
    for (String range : List.of("bytes=700000-", "bytes=999999999999999999-")) {
      assertEquals(416, read(envelope, range).statusCode());
    }
    assertArrayEquals(new byte[] {all[SIZE - 1]}, read(envelope, "bytes=699999-").body());
  }

  private HttpResponse<byte[]> read(SealedEnvelope envelope, String range) throws Exception {
    String path = of(mailbox.id()) + "/messages/" + phone.id() + "/" + envelope.id();
    return http.send(
        request(path, mailbox).header("Range", range).build(), BodyHandlers.ofByteArray());
  }

  @Test
  void thousandPollsOfOneMailboxHinderNobodyAndAreAllAnswered() throws Exception {
    List<Socket> polls = new ArrayList<>();
    String poll = head("GET", of(stranger.id()) + "/waiting?after=0&wait=25", stranger);
    for (int i = 0; i < 1000; i++) {
      polls.add(connect(poll));
    }
    awaitParked(1000);
    assertOthersGoOn();
    var id = newId();
    assertEquals(201, send(create(id, "10", accomplice)).statusCode());
    assertEquals(204, send(patch(id, "0", new byte[10], accomplice)).statusCode());
    for (Socket socket : polls) {
      assertEquals(200, status(socket));
    }
    awaitParked(0);
  }

  @Test
  void pollsWhoseConnectionsAreGoneEndWithTheirTime() throws Exception {
    String poll = head("GET", of(stranger.id()) + "/waiting?after=0&wait=2", stranger);
    for (int i = 0; i < 100; i++) {
      connect(poll);
    }
    awaitParked(100);
    closeSockets();
    awaitParked(0);
    assertOthersGoOn();
  }
}
