package nz.co.medimage.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.PairingRefusedException.Reason;
import nz.co.medimage.transport.http.MailboxClient;
import nz.co.medimage.transport.http.v1.WaitingList;
import nz.co.medimage.transport.http.v1.WaitingList.Message;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Guesses at pairing codes, of addresses that a reverse proxy tells, while others pair. */
@Timeout(60)
class HostilePairingTest extends HostileFixture {
  private static final String GUESSER = "203.0.113.9";

  @BeforeEach
  void restartBehindAProxy() throws Exception {
    relay.close();
    start(relay().behindProxy());
    assertTrue(receiver(stranger).reserve("417", Duration.ofMinutes(5)));
  }

  private HttpRequest guess(String nameplate, int number, String from) {
    return request("/v1/pairings/" + nameplate)
        .header("X-Forwarded-For", from)
        .POST(bytes(("guess " + number).getBytes(UTF_8)))
        .build();
  }

  private List<Message> shown() throws IOException {
    return receiver(stranger)
        .waiting(WaitingList.FROM_THE_START, Duration.ZERO)
        .map(WaitingList::messages)
        .orElse(List.of());
  }

  /** Another phone, from another address, pairs with another receiver. */
  private void assertOthersPair() throws Exception {
    assertTrue(receiver().reserve("5", Duration.ofMinutes(5)));
    try (PairingLink link = client().pairing("5")) {
      CompletableFuture<byte[]> answer = new CompletableFuture<>();
      new Thread(() -> answer.completeAsync(() -> exchange(link), Runnable::run)).start();
      Message message =
          receiver().waiting(WaitingList.FROM_THE_START, LONG).orElseThrow().messages().get(0);
      receiver().reply(message, new byte[] {2});
      assertArrayEquals(new byte[] {2}, answer.get());
    }
    assertOthersGoOn();
  }

  private static byte[] exchange(PairingLink link) {
    try {
      return link.exchange(new byte[] {1});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A receiver that finds every guess wrong, until it is closed. */
  private AtomicInteger refuseAll() {
    MailboxClient receiver = receiver(stranger);
    AtomicInteger guesses = new AtomicInteger();
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  var coming = receiver.waiting(WaitingList.FROM_THE_START, LONG);
                  for (Message message : coming.map(WaitingList::messages).orElse(List.of())) {
                    guesses.incrementAndGet();
                    receiver.refuse(
                        message, new PairingRefusedException(Reason.WRONG_CODE, "Wrong"));
                  }
                }
              } catch (IOException e) {
                // The test is over.
              }
            });
    thread.setDaemon(true);
    thread.start();
    return guesses;
  }

  @Test
  void guessesOfOneAddressAreFewAndHinderNobody() throws Exception {
    AtomicInteger shown = refuseAll();
    int refused = 0;
    for (int i = 0; i < 10_000; i += 250) {
      refused += refusedOf(i, i + 250);
    }
    assertTrue(refused > 9_900, "only " + refused + " were refused");
    assertTrue(shown.get() > 0 && shown.get() <= 64, shown::toString);
    assertOthersPair();
  }

  /** Sends guesses one after the other: at the one offer there is, and at other nameplates. */
  private int refusedOf(int first, int end) throws IOException {
    StringBuilder requests = new StringBuilder();
    for (int i = first; i < end; i++) {
      String guess = String.format("%06d", i);
      requests
          .append("POST /v1/pairings/")
          .append(i % 2 == 0 ? "417" : guess)
          .append(" HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: " + GUESSER)
          .append(i == end - 1 ? "\r\nConnection: close" : "")
          .append("\r\nContent-Length: 6\r\n\r\n")
          .append(guess);
    }
    String answers =
        new String(connect(requests.toString()).getInputStream().readAllBytes(), UTF_8);
    assertEquals(end - first, answers.split("HTTP/1.1 (404|403|429) ", -1).length - 1);
    return answers.split("HTTP/1.1 429 ", -1).length - 1;
  }

  @Test
  void receiverSeesAtMostSoManyOfAnOfferHoweverManyGuessAtOnce() throws Exception {
    ExecutorService guessers = Executors.newFixedThreadPool(16);
    RelayMetrics metrics = RelayMetrics.create();
    RelayIntake intake =
        new RelayIntake(
            store,
            Optional.empty(),
            limits,
            new Allowance(store, limits, (mailbox, key) -> true, metrics),
            new Waiters(Runnable::run),
            new ComingBytes(),
            metrics,
            clock);
    for (int i = 0; i < 300; i++) {
      byte[] guess = {(byte) i, (byte) (i >> 8)};
      guessers.execute(
          () -> {
            var ignored = intake.pair("417", guess);
          });
    }
    guessers.shutdown();
    assertTrue(guessers.awaitTermination(30, TimeUnit.SECONDS));
    metrics.close();
    assertEquals(64, shown().size());
    assertRefused(
        429,
        "too-many-requests",
        http.send(guess("417", 999, "192.0.2.77"), BodyHandlers.ofString()));
    assertOthersPair();
  }

  @Test
  void addressThatAClientMakesUpIsNotBelieved() throws Exception {
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      HttpResponse<String> answer =
          http.send(guess("999", i, "198.51.100." + i + ", " + GUESSER), BodyHandlers.ofString());
      refused += answer.statusCode() == 429 ? 1 : 0;
    }
    assertTrue(refused > 20, "only " + refused + " were refused");
  }

  @Test
  void messagesThatAreNoneNeverReachTheReceiver() throws Exception {
    HttpRequest.Builder request = request("/v1/pairings/417");
    assertRefused(400, "bad-message", request.POST(bytes(NOTHING)));
    assertRefused(413, "about:blank", request.POST(bytes(new byte[8193])));
    assertRefused(413, "about:blank", request.POST(bytes(new byte[65_537])));
    assertRefused(405, "about:blank", request.PUT(bytes(new byte[1])));
    assertEquals(List.of(), shown());
  }

  @Test
  void messagesThatTrickleHoldNoThread() throws Exception {
    for (int i = 0; i < 300; i++) {
      connect(
          "POST /v1/pairings/417 HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 198.51.100."
              + i % 250
              + "\r\nContent-Length: 100\r\n\r\na");
    }
    assertOthersPair();
  }
}
