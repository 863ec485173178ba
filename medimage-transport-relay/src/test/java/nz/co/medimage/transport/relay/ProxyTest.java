package nz.co.medimage.transport.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.relay.Relay;
import nz.co.medimage.relay.store.SqlStore;
import nz.co.medimage.transport.http.HttpProxy;
import nz.co.medimage.transport.http.ServerTrust;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A relay with a certificate for its name, reached through a proxy that asks for a password. */
@Timeout(60)
class ProxyTest extends RelayFixture {
  private static final String NAME = "https://relay.example";

  private final HeldCertificate authority =
      new HeldCertificate.Builder().certificateAuthority(0).build();
  private final HeldCertificate certificate =
      new HeldCertificate.Builder()
          .addSubjectAlternativeName("relay.example")
          .signedBy(authority)
          .build();
  private final ServerTrust trust =
      ServerTrust.authorities(
          new HandshakeCertificates.Builder()
              .addTrustedCertificate(authority.certificate())
              .build()
              .trustManager());
  private int tlsPort;
  private PasswordProxy guard;

  @BeforeEach
  void startWithTls() throws IOException {
    Relay named =
        Relay.builder(SqlStore.open(folder.resolve("named"), Clock.systemUTC()))
            .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .tls(
                new HandshakeCertificates.Builder()
                    .heldCertificate(certificate)
                    .build()
                    .sslContext())
            .accessLog(line -> {})
            .build();
    named.start();
    open.add(named);
    tlsPort = named.port();
    guard = guard("cheese:1", UTF_8);
  }

  private PasswordProxy guard(String password, Charset charset) throws IOException {
    PasswordProxy made = new PasswordProxy("nurse", password, charset, tlsPort);
    open.add(0, made);
    return made;
  }

  private HttpProxy proxy() {
    return HttpProxy.at("127.0.0.1", guard.port());
  }

  private Route startAt(String url, HttpProxy through) throws IOException {
    listener =
        RelayListener.at(url)
            .trust(trust)
            .proxy(through)
            .backoff(SHORT)
            .network(() -> addresses)
            .build();
    open.add(0, listener);
    return listener.start(context);
  }

  private Link connect(Route route, HttpProxy through) throws IOException {
    return RelayTransport.builder().trust(trust).proxy(through).build().connect(route, phone);
  }

  private IOException refused(String url, HttpProxy through) throws IOException {
    Route route = new RelayRoute(RelayRoute.url(url), phone.id()).toRoute();
    IOException e = assertThrows(IOException.class, () -> connect(route, through));
    assertFalse(e instanceof NotPairedException, () -> "the relay answered: " + e);
    return e;
  }

  @Test
  void bothEndsGoThroughItWithThePassword() throws Exception {
    HttpProxy through = proxy().withPassword("nurse", "cheese:1");
    Route route = startAt(NAME, through);
    Link[] link = new Link[1];
    await(
        () -> {
          try {
            link[0] = connect(route, through);
            return true;
          } catch (NotPairedException e) {
            return false; // the receiver has not told the relay yet
          }
        });
    open.add(0, link[0]);
    SealedEnvelope envelope = envelope(SIZE);
    answer(envelope);
    link[0].upload(envelope, QUIET);
    assertArrayEquals(
        receiptOf(envelope), link[0].receipt(envelope.id(), Duration.ofSeconds(20)).orElseThrow());
    assertEquals(List.of(), context.problems());
    assertEquals(
        List.of("CONNECT relay.example:443 HTTP/1.1"), guard.asked().stream().distinct().toList());
  }

  /** Macrons are beyond ISO 8859-1, umlauts are not. */
  @ParameterizedTest
  @CsvSource({"M\u0101ori,UTF-8", "K\u00e4se,UTF-8", "K\u00e4se,ISO-8859-1"})
  void lettersOfPasswordsAreWrittenAsTheProxyWantsThem(String password, String charset)
      throws Exception {
    guard = guard(password, Charset.forName(charset));
    Route route = new RelayRoute(RelayRoute.url(NAME), phone.id()).toRoute();
    assertThrows(
        NotPairedException.class, () -> connect(route, proxy().withPassword("nurse", password)));
  }

  @Test
  void wrongPasswordIsSaidToBe() throws Exception {
    HttpProxy wrong = proxy().withPassword("nurse", "cheese");
    String sentence =
        "The proxy 127.0.0.1:" + guard.port() + " does not accept the user name or the password";
    assertEquals(sentence, refused(NAME, wrong).getMessage());
    startAt(NAME, wrong);
    await(() -> !context.problems().isEmpty());
    assertEquals(
        List.of("Nothing can be collected from the relay now: " + sentence), context.problems());
  }

  @Test
  void missingPasswordIsAskedFor() throws Exception {
    assertEquals(
        "The proxy 127.0.0.1:" + guard.port() + " asks for a user name and a password",
        refused(NAME, proxy()).getMessage());
  }

  @Test
  void certificateOfAnotherNameIsRefused() throws Exception {
    refused("https://other.example", proxy().withPassword("nurse", "cheese:1"));
    assertEquals("CONNECT other.example:443 HTTP/1.1", guard.asked().get(guard.asked().size() - 1));
  }
}
