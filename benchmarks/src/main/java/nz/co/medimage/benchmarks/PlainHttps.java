package nz.co.medimage.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyStore;
import java.util.UUID;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * What to compare with: an HTTPS upload to one forced file, and nothing else. Its packets are not
 * held back, or many uploads would last 40 ms longer, until the other end acknowledges a delayed
 * one.
 */
final class PlainHttps implements AutoCloseable {
  private static final char[] NO_PASSWORD = "none".toCharArray();
  private final Server server = new Server();
  private final OkHttpClient client;
  private final String url;

  /** What the server does with a body before it forces the file. */
  interface Store {
    void copy(InputStream body, FileChannel file) throws Exception;
  }

  /** Writes the bytes as they come. */
  PlainHttps(Path folder) throws Exception {
    this(folder, PlainHttps::copy);
  }

  PlainHttps(Path folder, Store store) throws Exception {
    HeldCertificate certificate =
        new HeldCertificate.Builder()
            .addSubjectAlternativeName(InetAddress.getLoopbackAddress().getHostAddress())
            .build();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, NO_PASSWORD);
    keys.setKeyEntry(
        "server",
        certificate.keyPair().getPrivate(),
        NO_PASSWORD,
        new java.security.cert.Certificate[] {certificate.certificate()});
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStore(keys);
    tls.setKeyStorePassword(new String(NO_PASSWORD));
    HttpConfiguration http = new HttpConfiguration();
    http.addCustomizer(new SecureRequestCustomizer(false));
    ServerConnector connector = new ServerConnector(server, tls, new HttpConnectionFactory(http));
    connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    server.addConnector(connector);
    server.setHandler(new Storing(folder, store));
    server.start();
    url = "https://" + connector.getHost() + ":" + connector.getLocalPort() + "/";
    HandshakeCertificates trust =
        new HandshakeCertificates.Builder()
            .addTrustedCertificate(certificate.certificate())
            .build();
    client =
        new OkHttpClient.Builder()
            .socketFactory(new PromptSockets())
            .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
            .build();
  }

  void upload(Path file) throws Exception {
    Request request =
        new Request.Builder()
            .url(url)
            .put(RequestBody.create(file.toFile(), MediaType.get("application/octet-stream")))
            .build();
    try (Response response = client.newCall(request).execute()) {
      if (!response.isSuccessful()) {
        throw new IllegalStateException("upload failed: " + response.code());
      }
    }
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
    LifeCycle.stop(server);
  }

  private static void copy(InputStream body, FileChannel file) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
      file.write(ByteBuffer.wrap(buffer, 0, n));
    }
  }

  private static final class Storing extends Handler.Abstract {
    private final Path folder;
    private final Store store;

    Storing(Path folder, Store store) {
      this.folder = folder;
      this.store = store;
    }

    @Override
    public boolean handle(
        org.eclipse.jetty.server.Request request,
        org.eclipse.jetty.server.Response response,
        Callback callback)
        throws Exception {
      try (InputStream in = Content.Source.asInputStream(request);
          FileChannel out =
              FileChannel.open(
                  folder.resolve(UUID.randomUUID().toString()),
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.WRITE)) {
        store.copy(in, out);
        out.force(true);
      }
      response.setStatus(204);
      callback.succeeded();
      return true;
    }
  }
}
