package nz.co.medimage.transport.http;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import nz.co.medimage.runtime.WarmUp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a new JVM load and compile the TLS of a server before the first photo comes: until then a
 * connection and the bytes on it take several times as long. All of it happens in memory, without a
 * socket.
 */
public final class ServerWarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(ServerWarmUp.class);
  private static final int CONNECTIONS = 5;
  private static final int RECORDS = 150;
  private static final int RECORD_BYTES = 16_000;
  private static final int MOST_STEPS = 100;

  private final SSLEngine client;
  private final SSLEngine server;
  private final ByteBuffer plain;
  private final ByteBuffer toServer;
  private final ByteBuffer toClient;

  private ServerWarmUp(SSLEngine client, SSLEngine server) {
    this.client = client;
    this.server = server;
    client.setUseClientMode(true);
    server.setUseClientMode(false);
    plain = ByteBuffer.allocate(2 * server.getSession().getApplicationBufferSize());
    toServer = ByteBuffer.allocateDirect(2 * server.getSession().getPacketBufferSize());
    toClient = ByteBuffer.allocateDirect(2 * server.getSession().getPacketBufferSize());
  }

  /**
   * Starts it in the background, once in a process, and returns at once. It lasts some tenths of a
   * second.
   *
   * @param tls what the server proves itself with
   */
  public static void start(SSLContext tls) {
    WarmUp.once("tls-server", () -> warmUp(tls));
  }

  private static void warmUp(SSLContext tls) {
    try {
      run(tls);
    } catch (SSLException | RuntimeException e) {
      // The first connection will tell more.
      LOG.debug("TLS could not be warmed up: {}", e.getClass().getName());
    }
  }

  /**
   * Connects to itself and sends itself zeros.
   *
   * @return how many bytes came in
   */
  static long run(SSLContext tls) throws SSLException {
    SSLContext clients = ServerTrust.context(new AnyCertificate());
    long received = 0;
    for (int i = 0; i < CONNECTIONS; i++) {
      ServerWarmUp connection = new ServerWarmUp(clients.createSSLEngine(), tls.createSSLEngine());
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
}
