package nz.co.medimage.transport.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLServerSocketFactory;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.transport.http.HttpProxy;
import nz.co.medimage.transport.http.ServerTrust;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands between this machine and a relay is called by its name. */
@Timeout(60)
class RelayFaultsTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final String WELL =
      "200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"status\":\"up\"}";

  private final List<AutoCloseable> open = new ArrayList<>();
  private final HeldCertificate authority =
      new HeldCertificate.Builder().certificateAuthority(0).commonName("Practice CA").build();

  @TempDir Path folder;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  /** Gives this answer to whatever it is asked. */
  private int serve(ServerSocket server, String answer) {
    open.add(server);
    Thread thread =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                  String head = "";
                  while (!head.endsWith("\r\n\r\n")) {
                    int next = client.getInputStream().read();
                    if (next < 0 || (head.isEmpty() && next == 0x16)) {
                      break; // it has gone, or speaks TLS, which is answered at once
                    }
                    head += (char) next;
                  }
                  client.getOutputStream().write(("HTTP/1.1 " + answer).getBytes(ISO_8859_1));
                } catch (IOException e) {
                  // the client has gone, or the test is over
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return server.getLocalPort();
  }

  private int plain(String answer) throws IOException {
    return serve(new ServerSocket(0, 50, HERE), answer);
  }

  private int tls(HeldCertificate.Builder certificate) throws IOException {
    SSLServerSocketFactory sockets =
        new HandshakeCertificates.Builder()
            .heldCertificate(certificate.signedBy(authority).build())
            .build()
            .sslContext()
            .getServerSocketFactory();
    return serve(sockets.createServerSocket(0, 50, HERE), WELL);
  }

  private static HeldCertificate.Builder named(String name) {
    return new HeldCertificate.Builder().addSubjectAlternativeName(name);
  }

  private ServerTrust authorityToo() throws IOException {
    Path pem = folder.resolve("ca.pem");
    Files.write(pem, ("Practice CA\n" + authority.certificatePem()).getBytes(UTF_8));
    return ServerTrust.platformAnd(pem);
  }

  private static String fault(RelayTransport transport, String url) {
    IOException e = assertThrows(IOException.class, () -> transport.health(url));
    return String.valueOf(e.getMessage());
  }

  private static String fault(String url) {
    return fault(RelayTransport.builder().build(), url);
  }

  @Nested
  class Certificates {
    @Test
    void ofAnAuthorityOfThePractice() throws Exception {
      int port = tls(named("localhost"));
      assertEquals(
          "The certificate of localhost:"
              + port
              + " is signed by an authority that this device does not trust (CN=Practice CA): if"
              + " it is that of your practice or network, this program has to trust its certificate"
              + " too; if this network asks for a login, open a browser",
          fault("https://localhost:" + port));
      RelayTransport trusting = RelayTransport.builder().trust(authorityToo()).build();
      trusting.health("https://localhost:" + port);
    }

    @Test
    void thatExpired() throws Exception {
      int port = tls(named("localhost").validityInterval(1_000, 86_400_000));
      String sentence = fault("https://localhost:" + port);
      assertTrue(
          sentence.startsWith(
              "The certificate of localhost:"
                  + port
                  + " expired on 1970-01-02T00:00:00Z, and it is "),
          sentence);
      assertTrue(sentence.contains("its operator must renew it"), sentence);
    }

    @Test
    void thatAreNotYetValidHere() throws Exception {
      long from = Instant.parse("2098-01-01T00:00:00Z").toEpochMilli();
      int port = tls(named("localhost").validityInterval(from, from + 86_400_000));
      String sentence =
          fault(
              RelayTransport.builder().trust(authorityToo()).build(), "https://localhost:" + port);
      assertTrue(
          sentence.startsWith(
              "The certificate of localhost:"
                  + port
                  + " is valid only from 2098-01-01T00:00:00Z on, and it is "),
          sentence);
      assertTrue(sentence.endsWith("set this device's clock"), sentence);
    }

    @Test
    void forAnotherName() throws Exception {
      int port = tls(named("relay.example"));
      assertEquals(
          "The certificate of localhost:"
              + port
              + " is for another name (relay.example); use the name that its operator gave out",
          fault(
              RelayTransport.builder().trust(authorityToo()).build(), "https://localhost:" + port));
    }

    @Test
    void inFilesThatHoldNone() throws Exception {
      Path none = Files.createFile(folder.resolve("none.pem"));
      assertEquals(
          none + " holds no certificate in PEM",
          assertThrows(IOException.class, () -> ServerTrust.platformAnd(none)).getMessage());
      Path bad = folder.resolve("bad.pem");
      Files.write(
          bad, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".getBytes(UTF_8));
      assertEquals(
          bad + " holds something that is no certificate in PEM",
          assertThrows(IOException.class, () -> ServerTrust.platformAnd(bad)).getMessage());
    }
  }

  @Nested
  class Networks {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "302 Found\r\nLocation: https://login.wifi.example/?u=x\r\nContent-Length: 0\r\n\r\n",
          "511 Network Authentication Required\r\nContent-Length: 0\r\n\r\n"
        })
    void thatAskForALogin(String answer) throws Exception {
      int port = plain(answer);
      String sentence =
          "This network asks for a login before it lets anything through to 127.0.0.1:"
              + port
              + ": open a browser and log in";
      assertEquals(sentence, fault("http://127.0.0.1:" + port));
      // A phone with a pairing meets it too.
      Credential phone = new Credential(UUID.randomUUID(), new byte[32]);
      RelayRoute route = new RelayRoute(RelayRoute.url("http://127.0.0.1:" + port), phone.id());
      IOException e =
          assertThrows(
              IOException.class,
              () -> RelayTransport.builder().build().connect(route.toRoute(), phone));
      assertEquals(sentence, e.getMessage());
    }

    @Test
    void thatAnswerWithAPageOfTheirOwn() throws Exception {
      int port = plain("200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>");
      assertEquals(
          "127.0.0.1:"
              + port
              + " answers with a web page: this network may ask for a login, so open a browser;"
              + " else see whether the address is right",
          fault("http://127.0.0.1:" + port));
    }

    @Test
    void serverBehindAProxyThatIsDown() throws Exception {
      int port =
          plain("502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>");
      assertEquals(
          "127.0.0.1:"
              + port
              + " is reached, but what it passes requests on to does not run (HTTP status 502)",
          fault("http://127.0.0.1:" + port));
    }

    @Test
    void nameThatIsUnknown() {
      String sentence = fault("https://relay.invalid");
      assertEquals(
          "The name relay.invalid cannot be found: see whether this device is online, and whether"
              + " the name is right",
          sentence);
    }

    @Test
    void portOnWhichSomebodyElseAnswers() throws Exception {
      int port = plain("200 OK\r\nContent-Length: 0\r\n\r\n");
      assertEquals(
          "localhost:"
              + port
              + " answers, but not over TLS; see whether the address and the port are right",
          fault("https://localhost:" + port));
      assertEquals(
          "127.0.0.1:" + port + " answers, but not as a relay", fault("http://127.0.0.1:" + port));
    }
  }

  @Nested
  class Proxies {
    private String through(String answer) throws IOException {
      int port = plain(answer);
      return fault(
              RelayTransport.builder().proxy(HttpProxy.at("127.0.0.1", port)).build(),
              "https://relay.example")
          .replace(String.valueOf(port), "PORT");
    }

    private String withPassword(String answer) throws IOException {
      HttpProxy proxy = HttpProxy.at("127.0.0.1", plain(answer)).withPassword("nurse", "cheese");
      return fault(RelayTransport.builder().proxy(proxy).build(), "https://relay.example");
    }

    private String asksFor(String... schemes) {
      StringBuilder answer = new StringBuilder("407 Proxy Authentication Required\r\n");
      for (String scheme : schemes) {
        answer.append("Proxy-Authenticate: ").append(scheme).append("\r\n");
      }
      return answer.append("Content-Length: 0\r\n\r\n").toString();
    }

    @Test
    void thatWantNtlm() throws Exception {
      String ntlm = asksFor("Negotiate", "NTLM");
      assertEquals(
          "The proxy 127.0.0.1:PORT asks for a login by NTLM or Negotiate, which is not supported:"
              + " ask whoever runs it for Basic, or for an exception for the relay's host",
          through(ntlm));
      assertTrue(withPassword(ntlm).contains("by NTLM or Negotiate, which is not supported"));
    }

    @Test
    void thatWantBasicBesideNtlm() throws Exception {
      assertEquals(
          "The proxy 127.0.0.1:PORT asks for a user name and a password",
          through(asksFor("NTLM", "Basic realm=\"x\"")));
    }

    @Test
    void thatForbidTheHost() throws Exception {
      assertEquals(
          "The proxy does not connect to relay.example:443 (HTTP status 403); ask whoever runs it"
              + " for an exception for that host",
          through("403 Forbidden\r\nContent-Length: 0\r\n\r\n"));
    }
  }
}
