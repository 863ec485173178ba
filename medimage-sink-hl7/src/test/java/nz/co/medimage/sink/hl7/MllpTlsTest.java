package nz.co.medimage.sink.hl7;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.runtime.ClientTls;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.TestCertificate;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class MllpTlsTest {
  private static TestCertificate certificate;
  private static String pem;
  @TempDir private Path folder;
  private MllpListener listener;
  private StagedPhoto photo;

  /** Both sides use one certificate, which is its own authority. */
  @BeforeAll
  static void makeKeys(@TempDir Path keys) throws Exception {
    certificate = TestCertificate.make(keys, "localhost");
    pem = certificate.certificate().toString();
  }

  @BeforeEach
  void listen() throws Exception {
    listener = new MllpListener(folder.resolve("documents"), sockets(), 0);
    photo =
        TestPhotos.staged(folder, TestPhotos.photoId(1), "#ZAC5361", TestPhotos.noise(1, 300_000));
  }

  @AfterEach
  void stop() throws IOException {
    listener.close();
  }

  private static ServerSocketFactory sockets() throws Exception {
    ClientTls tls = new ClientTls(Path.of(pem), certificate.store(), certificate.password());
    SSLContext context = tls.context(tls.trusted());
    return new ServerSocketFactory() {
      @Override
      public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
          throws IOException {
        SSLServerSocket socket =
            (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(port, backlog, address);
        socket.setNeedClientAuth(true);
        return socket;
      }

      @Override
      public ServerSocket createServerSocket(int port, int backlog) {
        throw new UnsupportedOperationException();
      }

      @Override
      public ServerSocket createServerSocket(int port) {
        throw new UnsupportedOperationException();
      }
    };
  }

  @Test
  void messageGoesThroughTlsWithAClientCertificate() throws Exception {
    for (String connection : List.of("message", "keep")) {
      try (Sink sink = open(connection, "connection", connection, "trust", pem)) {
        sink.write(photo);
        sink.write(TestPhotos.staged(folder, TestPhotos.photoId(2), "#Z", new byte[] {1}));
      }
    }
    assertEquals(4, listener.received().size());
    assertEquals(3, listener.connections());
  }

  @Test
  void receiverThatIsNotTrustedGetsNothingAndNothingIsUnknown() throws Exception {
    try (Sink sink = open("state")) {
      IOException untrusted = assertThrows(IOException.class, () -> sink.write(photo));
      assertEquals(
          "the HL7 receiver at localhost:"
              + listener.port()
              + " cannot be reached (SSLHandshakeException)",
          untrusted.getMessage());
    }
    assertEquals(List.of(), listener.received());
  }

  @Test
  void lostAnswerIsUnknownHereToo() throws Exception {
    listener.next(
        (conversation, id) -> {
          conversation.file();
          conversation.close();
        });
    try (Sink sink = open("state", "trust", pem)) {
      assertThrows(OutcomeUnknownException.class, () -> sink.write(photo));
    }
  }

  private Sink open(String state, String... keysAndValues) throws IOException {
    Map<String, Object> settings =
        new HashMap<>(
            Map.of(
                "host",
                "localhost",
                "port",
                listener.port(),
                "tls",
                true,
                "client-certificate",
                certificate.store().toString(),
                "client-certificate-password",
                certificate.password()));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      settings.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    Hl7SinkProvider provider = new Hl7SinkProvider();
    Sink sink = provider.create(new FakeAddOnContext(provider, settings, folder.resolve(state)));
    sink.start();
    return sink;
  }
}
