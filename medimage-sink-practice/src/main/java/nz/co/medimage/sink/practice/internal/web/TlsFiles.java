package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The files of certificates that a profile names; read when the server is first needed.
 *
 * @param certificate PKCS #12 with the key of this client; null for none
 * @param trust the authorities in PEM; null for those of Java
 */
record TlsFiles(@Nullable Path certificate, String password, @Nullable Path trust) {

  static TlsFiles read(ProfileNode server) throws IOException {
    Path trust = server.path("trust").orElse(null);
    Optional<ProfileNode> found = server.findNode("client-certificate");
    if (found.isEmpty()) {
      return new TlsFiles(null, "", trust);
    }
    ProfileNode node = found.get();
    Path file = node.path("file").orElseThrow(() -> node.fail("file", "is missing"));
    String password = node.secret("password").orElse("");
    node.done();
    return new TlsFiles(file, password, trust);
  }

  /** Makes a client use them. */
  void apply(OkHttpClient.Builder client) throws IOException {
    if (certificate == null && trust == null) {
      return;
    }
    try {
      X509TrustManager trusted = trusted();
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(), new TrustManager[] {trusted}, null);
      client.sslSocketFactory(context.getSocketFactory(), trusted);
    } catch (GeneralSecurityException e) {
      throw new IOException("The certificates of the profile cannot be used", e);
    }
  }

  private KeyManager @Nullable [] keys() throws IOException, GeneralSecurityException {
    if (certificate == null) {
      return null;
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(certificate)) {
      store.load(in, password.toCharArray());
    } catch (IOException e) {
      throw new IOException(
          certificate + " cannot be read as PKCS #12 with the password of the profile", e);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password.toCharArray());
    return factory.getKeyManagers();
  }

  private X509TrustManager trusted() throws IOException, GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trust == null ? null : authorities(trust));
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager found) {
        return found;
      }
    }
    throw new GeneralSecurityException("no trust manager for X.509");
  }

  private static KeyStore authorities(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      int number = 0;
      for (Certificate each : all) {
        store.setCertificateEntry("authority-" + number++, each);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(file + " cannot be read as certificates in PEM", e);
    }
    if (store.size() == 0) {
      throw new IOException(file + " has no certificate in PEM");
    }
    return store;
  }

  /** Shows no password. */
  @Override
  public String toString() {
    return "TlsFiles";
  }
}
