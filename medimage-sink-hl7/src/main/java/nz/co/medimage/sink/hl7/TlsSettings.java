package nz.co.medimage.sink.hl7;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom to trust, and how to prove who this is.
 *
 * @param trust certificates in PEM; empty for the authorities that Java trusts
 * @param identity a PKCS #12 file with this side's certificate and key
 * @param password that of {@code identity}
 */
record TlsSettings(Optional<Path> trust, Optional<Path> identity, String password) {

  /**
   * Reads the files.
   *
   * @throws IOException with one sentence for the user that names the file
   */
  SSLContext context() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager[] trusted = trust.isPresent() ? trusted(trust.get()) : null;
      KeyManager[] keys = identity.isPresent() ? keys(identity.get()) : null;
      context.init(keys, trusted, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS is not available in this Java", e);
    }
  }

  private static TrustManager[] trusted(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int number = 0;
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("trusted-" + number++, each);
      }
      if (number == 0) {
        throw new IOException("trust: " + file + " contains no certificate in PEM");
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException e) {
      throw new IOException("trust: " + file + " is not a file of certificates in PEM", e);
    }
  }

  private KeyManager[] keys(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password.toCharArray());
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, password.toCharArray());
      return factory.getKeyManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(
          "certificate: "
              + file
              + " cannot be read as PKCS #12; check the file and certificate-password",
          e);
    }
  }

  /** Shows no password. */
  @Override
  public String toString() {
    return "TlsSettings";
  }
}
