package nz.co.medimage.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Files by which a client of TLS knows the server and proves who it is itself. They are read at
 * each call. Exceptions name the settings {@code trust} and {@code client-certificate}. Immutable.
 */
public final class ClientTls {
  private final @Nullable Path trust;
  private final @Nullable Path certificate;
  private final String password;

  /**
   * Reads nothing yet.
   *
   * @param trust certificates of authorities in PEM; null for the authorities that Java trusts
   * @param certificate a PKCS #12 file with the client's certificate and key; null for none
   * @param password that of {@code certificate}
   */
  public ClientTls(@Nullable Path trust, @Nullable Path certificate, String password) {
    this.trust = trust;
    this.certificate = certificate;
    this.password = password;
  }

  /**
   * Makes what connections are made with.
   *
   * @param trusted what {@link #trusted} returned
   * @throws IOException with one sentence if the client's certificate cannot be read
   */
  public SSLContext context(X509TrustManager trusted) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(), new TrustManager[] {trusted}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS is not available in this Java", e);
    }
  }

  private KeyManager @Nullable [] keys() throws IOException {
    if (certificate == null) {
      return null;
    }
    try (InputStream in = Files.newInputStream(certificate)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password.toCharArray());
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, password.toCharArray());
      return factory.getKeyManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(
          "client-certificate: "
              + certificate
              + " cannot be read as PKCS #12; check the file and its password",
          e);
    }
  }

  /**
   * Whom the client trusts.
   *
   * @throws IOException with one sentence if the file cannot be read or has no certificate
   */
  public X509TrustManager trusted() throws IOException {
    KeyStore store = trust == null ? null : authorities(trust);
    try {
      return X509Trust.of(store);
    } catch (GeneralSecurityException e) {
      throw new IOException("This Java cannot check certificates of servers", e);
    }
  }

  private static KeyStore authorities(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + number++, each);
      }
      if (number > 0) {
        return store;
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException("trust: " + file + " cannot be read as certificates in PEM", e);
    }
    throw new IOException("trust: " + file + " has no certificate in PEM");
  }
}
