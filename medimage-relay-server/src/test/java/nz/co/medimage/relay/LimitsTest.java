package nz.co.medimage.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.transport.http.v1.BearerToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every limit of a relay: a sentence, and all is well again when there is room. */
@Timeout(60)
class LimitsTest extends RelayFixture {

  private static Limits limits(
      long envelope, long waiting, long free, int mailboxes, int requests, Optional<String> key) {
    Limits.Builder builder =
        Limits.builder()
            .envelope(envelope)
            .waiting(waiting)
            .free(free)
            .mailboxes(mailboxes)
            .requests(requests)
            .roomKept(0);
    key.ifPresent(builder::enrolmentKey);
    return builder.build();
  }

  private static void refused(String sentence, Executable call) {
    assertEquals(sentence, assertThrows(EnvelopeDeferredException.class, call).getMessage());
  }

  @Test
  void envelopeThatIsTooLarge() throws Exception {
    restart(limits(SIZE - 1, 10 * SIZE, 10 * SIZE, 9, 6000, Optional.empty()));
    refused("The relay takes photos of up to 683 KiB.", () -> uploaded(SIZE));
    uploaded(SIZE - 1);
  }

  @Test
  void mailboxThatIsFullHasRoomAgainWhenItWasCollected() throws Exception {
    restart(limits(SIZE, 2 * SIZE - 1, 10 * SIZE, 9, 6000, Optional.empty()));
    SealedEnvelope first = uploaded(SIZE);
    refused(
        "Too much waits at the relay already; it continues when the receiver has collected.",
        () -> uploaded(SIZE));
    receiver().reply(message(first), new byte[1]);
    uploaded(SIZE);
  }

  @Test
  void quotaThatIsUsedUpCanBeGranted() throws Exception {
    restart(limits(SIZE, 10 * SIZE, 2 * SIZE - 1, 9, 6000, Optional.empty()));
    SealedEnvelope first = uploaded(SIZE);
    receiver().reply(message(first), new byte[1]);
    refused(
        "The receiver has used up its allowance at the relay; its operator can grant more.",
        () -> uploaded(SIZE));
    store.grant(mailbox.id(), 1);
    uploaded(SIZE);
  }

  @Test
  void diskThatIsNearlyFull() throws Exception {
    Limits s = Limits.standard();
    restart(s.toBuilder().envelope(SIZE).mailboxes(9).roomKept(Long.MAX_VALUE / 2).build());
    refused("The relay has no room now; it is tried again.", () -> uploaded(SIZE));
  }

  @Test
  void onlySoManyMailboxesAndOnlyWithTheKey() throws Exception {
    restart(limits(SIZE, SIZE, SIZE, 2, 6000, Optional.of("open-sesame")));
    assertKeyIsAskedFor();
    IOException wrong =
        assertThrows(IOException.class, () -> receiver(credential(5)).enrol(Optional.of("open")));
    assertEquals(
        "The enrolment key that this receiver shows is not this relay's; its operator has it.",
        wrong.getMessage());
    receiver(credential(5)).enrol(Optional.of("open-sesame"));
    receiver(credential(5)).enrol(Optional.empty());
    IOException full =
        assertThrows(
            IOException.class, () -> receiver(credential(6)).enrol(Optional.of("open-sesame")));
    assertEquals("This relay has as many mailboxes as it may have.", full.getMessage());
  }

  @Test
  void uploadsWithoutABytePutNobodyOutForLong() throws Exception {
    restart(limits(SIZE, 100L * SIZE, 3L * SIZE, 9, 6000, Optional.empty()));
    for (int i = 0; i < 3; i++) {
      create(envelope(SIZE));
    }
    assertEquals(3L * SIZE, store.usage(mailbox.id()).taken());
    refused(
        "The receiver has used up its allowance at the relay; its operator can grant more.",
        () -> uploaded(SIZE));
    clock.advance(Duration.ofMinutes(2));
    for (int i = 0; i < 3; i++) {
      receiver().reply(message(uploaded(SIZE)), new byte[1]);
    }
    assertEquals(3L * SIZE, store.usage(mailbox.id()).taken());
  }

  @Test
  void uploadThatGivesWayToOneOfAnotherSizeIsNotCounted() throws Exception {
    restart(limits(SIZE, SIZE, SIZE, 9, 6000, Optional.empty()));
    SealedEnvelope envelope = envelope(SIZE);
    create(SealedEnvelope.of(envelope.id(), folder.resolve(envelope.id().toString()), SIZE - 1));
    sender().upload(envelope, QUIET);
    assertHeld(envelope);
    assertEquals(SIZE, store.usage(mailbox.id()).taken());
  }

  private void create(SealedEnvelope envelope) throws Exception {
    String name = Base64.getEncoder().encodeToString(envelope.id().toString().getBytes(US_ASCII));
    HttpRequest post =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + relay.port() + "/v1/envelopes"))
            .header("Authorization", BearerToken.header(phone))
            .header("Tus-Resumable", "1.0.0")
            .header("Upload-Metadata", "envelope " + name)
            .header("Upload-Length", "" + envelope.size())
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    assertEquals(
        201, HttpClient.newHttpClient().send(post, BodyHandlers.discarding()).statusCode());
  }

  @Test
  void photosThatDidNotOpenAreNotCharged() throws Exception {
    restart(limits(SIZE, 10L * SIZE, 2L * SIZE, 9, 6000, Optional.empty()));
    for (int i = 0; i < 4; i++) {
      receiver().forget(message(uploaded(SIZE)));
    }
    assertEquals(0, store.usage(mailbox.id()).taken());
  }

  @Test
  void ownKeyIsNotAskedForOnThisMachine() throws Exception {
    relay.close();
    start(openToThisMachine());
    receiver(credential(5)).enrol(Optional.empty());
    assertEquals(403, enrol("X-Forwarded-For", ""));
    assertEquals(201, enrol("X-Forwarded-For", "open-sesame"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Via", "Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "x-forwarded-host"})
  void requestWithAnyHeaderOfAProxyIsNotOfThisMachine(String header) throws Exception {
    relay.close();
    start(openToThisMachine());
    assertEquals(200, status("GET", "/metrics", "Accept", "*/*"));
    assertEquals(404, status("GET", "/metrics", header, "1.1 proxy"));
    assertEquals(200, status("GET", "/health", header, "1.1 proxy"));
    assertEquals(403, enrol(header, ""));
  }

  @Test
  void statusIsOnlyRead() throws Exception {
    for (String method : List.of("TRACE", "POST", "DELETE")) {
      assertEquals(405, status(method, "/health", "Accept", "*/*"), method);
      assertEquals(405, status(method, "/metrics", "Accept", "*/*"), method);
    }
    assertEquals(200, status("HEAD", "/health", "Accept", "*/*"));
  }

  private int status(String method, String path, String header, String value) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + relay.port() + path))
            .header(header, value)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
  }

  /** What passes connections on, such as a proxy of TCP, makes strangers look local. */
  @Test
  void ownKeyIsAskedForOnThisMachineIfOthersReachTheRelay() throws Exception {
    relay.close();
    start(openToThisMachine().address(new InetSocketAddress(0)));
    assertKeyIsAskedFor();
    relay.close();
    start(openToThisMachine().behindProxy());
    assertKeyIsAskedFor();
  }

  private Relay.Builder openToThisMachine() throws Exception {
    return relay()
        .limits(limits(SIZE, SIZE, SIZE, 9, 6000, Optional.of("open-sesame")))
        .openToThisMachine();
  }

  private void assertKeyIsAskedFor() throws IOException {
    IOException e =
        assertThrows(IOException.class, () -> receiver(credential(5)).enrol(Optional.empty()));
    assertEquals(
        "This relay takes only receivers that show its enrolment key; its operator has it.",
        e.getMessage());
  }

  private int enrol(String header, String key) throws Exception {
    HttpRequest put =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:" + relay.port() + "/v1/mailboxes/" + credential(6).id()))
            .header("Authorization", BearerToken.header(credential(6)))
            .header("Mailbox-Session", session.toString())
            .header(header, "127.0.0.1")
            .header("Enrolment-Key", key)
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient().send(put, BodyHandlers.discarding()).statusCode();
  }

  @Test
  void mailboxesThatNobodyComesForGo() throws Exception {
    restart(limits(SIZE, SIZE, SIZE, 2, 6000, Optional.empty()));
    receiver(credential(5)).enrol(Optional.empty());
    assertThrows(IOException.class, () -> receiver(credential(6)).enrol(Optional.empty()));
    clock.advance(Duration.ofDays(2));
    receiver().waiting("0", Duration.ZERO);
    restart(limits(SIZE, SIZE, SIZE, 2, 6000, Optional.empty())); // which sweeps
    Await.until("the mailbox is swept", () -> store.mailboxes() != 2);
    receiver(credential(6)).enrol(Optional.empty());
    receiver().waiting("0", Duration.ZERO);
  }

  @Test
  void manyAtOnceDoNotPassByTheSameCount() throws Exception {
    restart(limits(SIZE, 100L * SIZE, 3L * SIZE, 9, 6000, Optional.empty()));
    ExecutorService threads = Executors.newFixedThreadPool(16);
    List<Future<Boolean>> all = new ArrayList<>();
    try {
      Link sender = sender();
      for (int i = 0; i < 32; i++) {
        SealedEnvelope envelope = envelope(SIZE);
        all.add(threads.submit(() -> isTaken(sender, envelope)));
      }
      int taken = 0;
      for (Future<Boolean> one : all) {
        taken += one.get() ? 1 : 0;
      }
      assertEquals(3, taken);
    } finally {
      threads.shutdownNow();
    }
    assertEquals(3L * SIZE, store.usage(mailbox.id()).taken());
  }

  private static boolean isTaken(Link sender, SealedEnvelope envelope) throws IOException {
    try {
      sender.upload(envelope, QUIET);
      return true;
    } catch (EnvelopeDeferredException e) {
      return false;
    }
  }

  @Test
  void receiptIsTakenThoughThereIsNoRoomForPhotos() throws Exception {
    SealedEnvelope envelope = uploaded(SIZE);
    Limits s = Limits.standard();
    restart(s.toBuilder().envelope(SIZE).mailboxes(9).roomKept(Long.MAX_VALUE / 2).build());
    refused("The relay has no room now; it is tried again.", () -> uploaded(SIZE));
    receiver().reply(message(envelope), new byte[1]);
  }

  @Test
  void emptyKeyIsNoKey() {
    for (String key : List.of("", "        ", "short", "clé secrète")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> limits(SIZE, SIZE, SIZE, 9, 6000, Optional.of(key)));
    }
  }

  @Test
  void envelopeThatNobodyCollectedIsToldAsExpired() throws Exception {
    SealedEnvelope envelope = uploaded(SIZE);
    clock.advance(Duration.ofDays(31));
    restart(Limits.standard());
    store.sweep(Limits.standard().unfinished(), Limits.standard().kept());
    EnvelopeLostException told =
        assertThrows(
            EnvelopeLostException.class, () -> sender().receipt(envelope.id(), Duration.ZERO));
    assertEquals(
        "The receiver did not collect the photo within 30 days; it is sent again.",
        told.getMessage());
    sender().upload(envelope, QUIET);
    assertEquals(1, waiting().size());
  }

  @Test
  void addressThatAsksTooMuchIsToldWhenToComeAgain() throws Exception {
    restart(limits(SIZE, SIZE, SIZE, 9, 20, Optional.empty()));
    HttpResponse<String> last = get("/health");
    for (int i = 0; i < 20; i++) {
      last = get("/health");
    }
    assertEquals(429, last.statusCode());
    assertTrue(last.headers().firstValue("Retry-After").orElse("-").matches("[1-4]"));
    assertTrue(last.body().contains("too-many-requests"), last.body());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + relay.port() + path)).build(),
            BodyHandlers.ofString());
  }
}
