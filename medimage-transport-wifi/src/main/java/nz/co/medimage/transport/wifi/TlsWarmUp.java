package nz.co.medimage.transport.wifi;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import nz.co.medimage.runtime.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a new JVM load and compile TLS before the first photo comes: until then a connection and
 * the bytes on it take several times as long. All of it happens in memory, without a socket.
 */
final class TlsWarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(TlsWarmUp.class);
  private static final int CONNECTIONS = 5;
  private static final int RECORDS = 150;
  private static final int RECORD_BYTES = 16_000;
  private static final int MOST_STEPS = 100;
  private static final AtomicBoolean STARTED = new AtomicBoolean();

  private final SSLEngine client;
  private final SSLEngine server;
  private final ByteBuffer plain;
  private final ByteBuffer toServer;
  private final ByteBuffer toClient;

  private TlsWarmUp(SSLEngine client, SSLEngine server) {
    this.client = client;
    this.server = server;
    client.setUseClientMode(true);
    server.setUseClientMode(false);
    plain = ByteBuffer.allocate(2 * server.getSession().getApplicationBufferSize());
    toServer = ByteBuffer.allocateDirect(2 * server.getSession().getPacketBufferSize());
    toClient = ByteBuffer.allocateDirect(2 * server.getSession().getPacketBufferSize());
  }

  /**
   * Starts the warm-up on a daemon thread, once in a process, and returns at once. It lasts some
   * tenths of a second.
   *
   * @param tls what the server proves itself with
   */
  static void start(SSLContext tls) {
    if (STARTED.compareAndSet(false, true)) {
      var unused = DaemonThreads.start("tls-warm-up", () -> warmUp(tls));
    }
  }

  private static void warmUp(SSLContext tls) {
    try {
      run(tls);
    } catch (GeneralSecurityException | SSLException | RuntimeException e) {
      // The first connection will tell more.
      LOG.debug("TLS could not be warmed up: {}", e.getClass().getName());
    }
  }

  /**
   * Connects to itself and sends itself zeros.
   *
   * @return how many bytes came in
   */
  static long run(SSLContext tls) throws GeneralSecurityException, SSLException {
    SSLContext clients = SSLContext.getInstance("TLS");
    clients.init(null, new TrustManager[] {new Itself()}, null);
    long received = 0;
    for (int i = 0; i < CONNECTIONS; i++) {
      TlsWarmUp connection = new TlsWarmUp(clients.createSSLEngine(), tls.createSSLEngine());
      connection.shakeHands();
      received += connection.transfer();
    }
    return received;
  }

  private void shakeHands() throws SSLException {
    client.beginHandshake();
    server.beginHandshake();
    for (int i = 0; i < MOST_STEPS && (isBusy(client) || isBusy(server)); i++) {
      step(client, toClient, toServer);
      step(server, toServer, toClient);
    }
  }

  private static boolean isBusy(SSLEngine engine) {
    return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
  }

  private void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> engine.getDelegatedTask().run();
      case NEED_WRAP -> {
        var unused = engine.wrap(ByteBuffer.allocate(0), out);
      }
      case NEED_UNWRAP -> {
        var unused = received(engine, in);
      }
      default -> {}
    }
  }

  private int received(SSLEngine engine, ByteBuffer in) throws SSLException {
    flip(in);
    clear(plain);
    int n = engine.unwrap(in, plain).bytesProduced();
    in.compact();
    return n;
  }

  private long transfer() throws SSLException {
    ByteBuffer zeros = ByteBuffer.allocate(RECORD_BYTES);
    long received = 0;
    for (int i = 0; i < RECORDS; i++) {
      clear(zeros);
      var unused = client.wrap(zeros, toServer);
      received += received(server, toServer);
    }
    return received;
  }

  /** As methods of Buffer: that of ByteBuffer is missing in an older Android. */
  private static void flip(Buffer filled) {
    filled.flip();
  }

  private static void clear(Buffer used) {
    used.clear();
  }

  /** Nobody else is at the other end. */
  private static final class Itself implements X509TrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw new CertificateException("this is no server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
