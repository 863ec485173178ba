package nz.co.medimage.sink.practice.internal.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.sink.practice.PracticeCheckProvider;
import nz.co.medimage.sink.practice.internal.web.StubServer.Reply;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.MutableClock;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How requests show that they may, by the look-up of a patient. */
@Timeout(120)
final class WebLoginTest {
  private static final String FOUND = "{\"id\":\"7\",\"nhi\":\"ZAC5361\"}";

  @TempDir private Path folder;
  private final MutableClock clock = MutableClock.at("2026-03-01T10:15:30Z");

  private PatientCheck check(String url, String server) throws IOException {
    Path file = folder.resolve("profile.json");
    Files.writeString(
        file,
        """
        {"kind": "web", "server": {"url": "%s", %s},
         "patient": {"steps": [{"url": "p", "match": {"path": "$.nhi", "equals": "{{id}}"}}],
                     "id": "$.id"}}
        """
            .formatted(url, server));
    PracticeCheckProvider provider = new PracticeCheckProvider();
    return provider.create(
        new FakeAddOnContext(
            "practice",
            provider,
            Map.of("profile", file.toString()),
            folder.resolve("state"),
            clock));
  }

  private static PatientMatch find(PatientCheck check) throws IOException {
    return check.find(PatientQuery.of(PatientTag.parse("#ZAC5361"), "a phone"));
  }

  @Test
  void fixedLoginsAndHeadersAreSent() throws Exception {
    try (StubServer server = StubServer.plain(got -> Reply.of(200, FOUND))) {
      find(
          check(
              server.url(),
              """
              "headers": {"mt-facilityid": "F1"},
              "auth": {"kind": "basic", "user": "jo", "password": "p:\u00e4"}
              """));
      find(check(server.url(), "\"auth\": {\"kind\": \"bearer\", \"token\": \"t1\"}"));
      find(
          check(
              server.url(),
              "\"auth\": {\"kind\": \"header\", \"name\": \"X-Key\", \"value\": \"k1\"}"));
      Map<String, String> first = server.got().get(0).headers();
      assertEquals("F1", first.get("mt-facilityid"));
      assertEquals("Basic am86cDrDpA==", first.get("Authorization"));
      assertEquals("Bearer t1", server.got().get(1).headers().get("Authorization"));
      assertEquals("k1", server.got().get(2).headers().get("X-Key"));
    }
  }

  private static String credentials(StubServer server, String more) {
    return """
    "auth": {"kind": "oauth2-client-credentials", "token-url": "%s/token",
             "client-id": "id:1", "client-secret": "s&1", "scope": "a b"%s}
    """
        .formatted(server.url(), more);
  }

  /** Gives token 1, 2, ... which last 600 seconds; takes the newest only. */
  private static StubServer.Script tokens(AtomicInteger given) {
    return got -> {
      if (got.request().equals("POST /token")) {
        return Reply.of(
            200, "{\"access_token\":\"t" + given.incrementAndGet() + "\",\"expires_in\":600}");
      }
      boolean isNewest = ("Bearer t" + given.get()).equals(got.headers().get("Authorization"));
      return Reply.of(isNewest ? 200 : 401, FOUND);
    };
  }

  @Test
  void tokenIsKeptUntilShortlyBeforeItsEnd() throws Exception {
    AtomicInteger given = new AtomicInteger();
    try (StubServer server = StubServer.plain(tokens(given));
        PatientCheck check = check(server.url(), credentials(server, ""))) {
      find(check);
      clock.advance(Duration.ofSeconds(539));
      find(check);
      assertEquals(1, given.get());
      clock.advance(Duration.ofSeconds(1));
      find(check);
      assertEquals(2, given.get());
      StubServer.Got token = server.got().get(0);
      assertEquals("grant_type=client_credentials&scope=a+b", token.body());
      assertEquals("Basic aWQlM0ExOnMlMjYx", token.headers().get("Authorization"));
    }
  }

  @Test
  void severalThreadsFetchOneToken() throws Exception {
    AtomicInteger given = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (StubServer server = StubServer.plain(tokens(given));
        PatientCheck check =
            check(server.url(), credentials(server, ", \"client-authentication\": \"body\""))) {
      Callable<PatientMatch> look = () -> find(check);
      List<Future<PatientMatch>> all =
          threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> look).toList());
      for (Future<PatientMatch> each : all) {
        assertEquals("7", each.get().patient().orElseThrow());
      }
      assertEquals(1, given.get());
      assertTrue(server.got().get(0).body().contains("client_id=id%3A1&client_secret=s%261"));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void tokenThatIsRefusedIsRenewedOnce() throws Exception {
    AtomicInteger given = new AtomicInteger();
    try (StubServer server = StubServer.plain(tokens(given));
        PatientCheck check = check(server.url(), credentials(server, ""))) {
      find(check);
      given.incrementAndGet(); // the server revoked what it gave
      assertEquals("7", find(check).patient().orElseThrow());
      assertEquals(
          List.of("POST /token", "GET /p", "GET /p", "POST /token", "GET /p"), server.requests());
    }
    try (StubServer server =
            StubServer.plain(
                got ->
                    got.request().equals("POST /token")
                        ? Reply.of(200, "{\"access_token\":\"t\"}")
                        : Reply.of(401, ""));
        PatientCheck check = check(server.url(), credentials(server, ""))) {
      assertThrows(LoginFailedException.class, () -> find(check));
      assertEquals(List.of("POST /token", "GET /p", "POST /token", "GET /p"), server.requests());
    }
  }

  @Test
  void secretThatIsWrongIsSaidWithoutShowingIt() throws Exception {
    try (StubServer server =
            StubServer.plain(got -> Reply.of(401, "{\"error\":\"invalid_client s&1\"}"));
        PatientCheck check = check(server.url(), credentials(server, ""))) {
      IOException failed = assertThrows(IOException.class, () -> find(check));
      assertEquals(
          "localhost gave no token, but the status 401; see whether client-id, client-secret and"
              + " scope are right.",
          failed.getMessage());
    }
  }

  @Test
  void serverOfTokensThatIsBusyIsNoProblemForAPerson() throws Exception {
    try (StubServer server = StubServer.plain(got -> Reply.of(503, ""));
        PatientCheck check = check(server.url(), credentials(server, ""))) {
      CallFailedException busy = assertThrows(CallFailedException.class, () -> find(check));
      assertEquals("No token: localhost answered with the status 503.", busy.getMessage());
      assertTrue(busy.isUnsent());
    }
  }

  @Test
  void clientShowsItsCertificateAndTrustsOnlyTheNamedAuthority() throws Exception {
    HeldCertificate authority = new HeldCertificate.Builder().certificateAuthority(0).build();
    HeldCertificate own =
        new HeldCertificate.Builder()
            .addSubjectAlternativeName("localhost")
            .signedBy(authority)
            .build();
    HandshakeCertificates tls =
        new HandshakeCertificates.Builder()
            .heldCertificate(own)
            .addTrustedCertificate(authority.certificate())
            .build();
    HeldCertificate client = new HeldCertificate.Builder().signedBy(authority).build();
    Files.writeString(folder.resolve("authority.pem"), authority.certificatePem());
    write(client, folder.resolve("client.p12"));
    try (StubServer server = StubServer.mutual(tls.sslContext(), got -> Reply.of(200, FOUND))) {
      String trust = "\"trust\": \"authority.pem\"";
      String certificate =
          ", \"client-certificate\": {\"file\": \"client.p12\", \"password\": \"secret\"}";
      assertEquals("7", find(check(server.url(), trust + certificate)).patient().orElseThrow());
      IOException bare = assertThrows(IOException.class, () -> find(check(server.url(), trust)));
      assertTrue(
          bare.getMessage()
                  .startsWith("No secure connection to profile.json (localhost) came about")
              || bare.getMessage().equals("The connection to profile.json (localhost) broke off."),
          bare.getMessage());
      IOException stranger =
          assertThrows(IOException.class, () -> find(check(server.url(), "\"timeout\": \"30s\"")));
      assertEquals(
          "The certificate of profile.json (localhost) is not trusted; name its authority with server.trust if it"
              + " is the right server.",
          stranger.getMessage());
      IOException wrong =
          assertThrows(
              IOException.class,
              () -> find(check(server.url(), trust + certificate.replace("secret", "wrong"))));
      assertTrue(wrong.getMessage().contains("client.p12 cannot be read as PKCS #12"));
      assertTrue(!wrong.getMessage().contains("wrong"), wrong.getMessage());
    }
  }

  private static void write(HeldCertificate held, Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "client",
        held.keyPair().getPrivate(),
        "secret".toCharArray(),
        new Certificate[] {held.certificate()});
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, "secret".toCharArray());
    }
  }
}
