package nz.co.medimage.browser;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.transport.http.MailboxClient;
import nz.co.medimage.transport.http.ServerTrust;
import nz.co.medimage.transport.http.WireClient;
import nz.co.medimage.transport.http.v1.BearerToken;
import nz.co.medimage.transport.http.v1.WaitingList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script of a page that is served elsewhere sends through a relay. */
@Timeout(180)
class OtherOriginTest {
  private static final String PAGE =
      "<!doctype html><html lang=en><meta charset=utf-8><title>Page</title>";

  /** Tells what of an answer a script can read; of a request that failed, only that. */
  private static final String FETCHES =
      """
      const [url, method, headers, body, done] = arguments;
      fetch(url, {method, headers, body}).then(async answer => done({
        status: String(answer.status),
        headers: Object.fromEntries(answer.headers),
        body: await answer.text(),
      }), failure => done({status: failure.name}));
      """;

  private final Credential phone = new Credential(new UUID(1, 1), new byte[32]);
  private final EnvelopeId id = EnvelopeId.create(Clock.systemUTC(), new Random(1));

  @TempDir Path folder;
  private Browser browser;
  private Site site;
  private RelayProcess relay;
  private MailboxClient receiver;

  @BeforeEach
  void admitThePhone() throws Exception {
    browser = Browser.open(folder.resolve("profile"), Browser.Size.PHONE);
    site = Site.of(PAGE);
    relay = RelayProcess.start(folder.resolve("relay"), "--page-origin", site.origin("127.0.0.1"));
    receiver =
        WireClient.builder(relay.url(), ServerTrust.platform())
            .build()
            .mailbox(new Credential(new UUID(2, 2), new byte[32]), new UUID(7, 7));
    receiver.enrol(Optional.empty());
    receiver.admit(Map.of(new PairingId(phone.id()), phone.tokenHash()));
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : new AutoCloseable[] {receiver, relay, site, browser}) {
      if (each != null) {
        each.close();
      }
    }
  }

  /** What the script of the page that is shown could read. */
  private record Answer(String status, Map<?, ?> headers, String body) {
    String header(String name) {
      return String.valueOf(headers.get(name));
    }
  }

  private Answer fetch(String method, String path, Map<String, String> more, String body) {
    Map<String, String> headers = new java.util.HashMap<>(more);
    headers.put("Authorization", BearerToken.header(phone));
    headers.put("Tus-Resumable", "1.0.0");
    Map<?, ?> answer =
        (Map<?, ?>)
            browser.driver().executeAsyncScript(FETCHES, relay.url() + path, method, headers, body);
    Object read = answer.get("headers");
    return new Answer(
        String.valueOf(answer.get("status")),
        read instanceof Map<?, ?> map ? map : Map.of(),
        String.valueOf(answer.get("body")));
  }

  private Answer create() {
    String name = Base64.getEncoder().encodeToString(id.toString().getBytes(US_ASCII));
    return fetch(
        "POST",
        "/v1/envelopes",
        Map.of("Upload-Length", "6", "Upload-Metadata", "envelope " + name),
        null);
  }

  private Answer append(int offset, String body) {
    return fetch(
        "PATCH",
        "/v1/envelopes/" + id,
        Map.of("Upload-Offset", "" + offset, "Content-Type", "application/offset+octet-stream"),
        body);
  }

  private List<WaitingList.Message> waiting() throws Exception {
    return receiver
        .waiting(WaitingList.FROM_THE_START, Duration.ZERO)
        .map(WaitingList::messages)
        .orElse(List.of());
  }

  @Test
  void scriptOfANamedPageSendsAndGetsTheReceipt() throws Exception {
    browser.driver().get(site.origin("127.0.0.1"));
    Answer probe = fetch("GET", "/v1/probe", Map.of(), null);
    assertEquals("204", probe.status());
    assertTrue(probe.header("tus-extension").contains("creation-with-upload"), probe::toString);
    assertTrue(probe.header("date").endsWith("GMT"), probe::toString);
    Answer created = create();
    assertEquals("201", created.status());
    assertEquals("/v1/envelopes/" + id, created.header("location"));
    assertEquals("3", append(0, "abc").header("upload-offset"));
    Answer again = append(0, "abc");
    assertEquals("409", again.status());
    assertEquals("3", again.header("upload-offset"));
    Answer stands = fetch("HEAD", "/v1/envelopes/" + id, Map.of(), null);
    assertEquals("3", stands.header("upload-offset"));
    assertEquals("6", stands.header("upload-length"));
    assertEquals("204", append(3, "def").status());
    String receipt = "/v1/envelopes/" + id + "/receipt?wait=0";
    assertEquals("204", fetch("GET", receipt, Map.of(), null).status());
    WaitingList.Message message = waiting().get(0);
    try (InputStream in = receiver.read(message, 0)) {
      assertArrayEquals("abcdef".getBytes(UTF_8), in.readAllBytes());
    }
    receiver.reply(message, "sealed".getBytes(UTF_8));
    Answer told = fetch("GET", receipt, Map.of(), null);
    assertEquals("200", told.status());
    assertEquals("sealed", told.body());
  }

  @Test
  void scriptOfANamedPageReadsWhyItWasRefused() throws Exception {
    receiver.admit(Map.of());
    browser.driver().get(site.origin("127.0.0.1"));
    Answer refused = create();
    assertEquals("401", refused.status());
    assertTrue(refused.body().contains("not-paired"), refused.body());
    Answer pairing = fetch("POST", "/v1/pairings/417", Map.of(), "abc");
    assertEquals("404", pairing.status());
    assertTrue(pairing.body().contains("no-offer"), pairing.body());
  }

  @Test
  void scriptOfAnyOtherPageSendsAndReadsNothing() throws Exception {
    browser.driver().get(site.origin("localhost"));
    assertEquals("TypeError", create().status());
    assertEquals("TypeError", append(0, "abcdef").status());
    assertEquals("TypeError", fetch("GET", "/v1/probe", Map.of(), null).status());
    assertTrue(
        browser.complaints().stream().anyMatch(line -> line.contains("CORS policy")),
        "it is CORS that forbids it");
    browser.driver().get(site.origin("127.0.0.1"));
    assertEquals("410", append(0, "abcdef").status());
    assertEquals(List.of(), waiting());
  }
}
