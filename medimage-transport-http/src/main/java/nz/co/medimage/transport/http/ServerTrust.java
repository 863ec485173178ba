package nz.co.medimage.transport.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import nz.co.medimage.runtime.X509Trust;
import org.jspecify.annotations.Nullable;

/** Decides which server a {@link WireClient} accepts as the right one. Immutable. */
public final class ServerTrust {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

  private final @Nullable X509TrustManager manager;
  private final boolean forNames;

  private ServerTrust(@Nullable X509TrustManager manager, boolean forNames) {
    this.manager = manager;
    this.forNames = forNames;
  }

  /**
   * Accepts only the holder of the certificate with this fingerprint. Its name, its dates and its
   * signer do not matter, because the fingerprint came over the authenticated pairing. It is
   * checked in the TLS handshake, before a byte of a request is sent.
   *
   * @param fingerprint the SHA-256 of the certificate, 64 hexadecimal digits
   * @throws IllegalArgumentException if the fingerprint has another form
   */
  public static ServerTrust pinned(String fingerprint) {
    if (!SHA256.matcher(fingerprint).matches()) {
      throw new IllegalArgumentException("a fingerprint has 64 hexadecimal digits");
    }
    return new ServerTrust(new PinnedCertificate(fingerprint.toLowerCase(Locale.ROOT)), false);
  }

  /**
   * Accepts any server. Only for pairing with a receiver that is not known yet: the pairing
   * messages authenticate both sides by the code, and give an eavesdropper or a man in the middle
   * no more than one guess at it.
   */
  public static ServerTrust anyone() {
    return new ServerTrust(new AnyCertificate(), false);
  }

  /**
   * Accepts servers with a certificate that the platform accepts and that has their name, as web
   * browsers do.
   */
  public static ServerTrust platform() {
    return new ServerTrust(null, true);
  }

  /**
   * Accepts servers with a certificate that {@code manager} accepts and that has their name. For a
   * practice with a certificate authority of its own.
   */
  public static ServerTrust authorities(X509TrustManager manager) {
    return new ServerTrust(Objects.requireNonNull(manager, "manager"), true);
  }

  /**
   * Accepts servers with a certificate that the platform accepts, or that a certificate in a file
   * signed, and that has their name. For a practice with a certificate authority of its own, or
   * with a network that inspects TLS.
   *
   * @param pem a file with certificates of authorities, or of servers themselves, in PEM
   * @throws IOException with one sentence if the file cannot be read or holds no certificate
   */
  public static ServerTrust platformAnd(Path pem) throws IOException {
    Collection<? extends Certificate> more;
    try (InputStream file = Files.newInputStream(pem)) {
      more = CertificateFactory.getInstance("X.509").generateCertificates(file);
    } catch (CertificateException e) {
      throw new IOException(pem + " holds something that is no certificate in PEM", e);
    }
    if (more.isEmpty()) {
      throw new IOException(pem + " holds no certificate in PEM");
    }
    try {
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      List<Certificate> trusted = new ArrayList<>(more);
      Collections.addAll(trusted, X509Trust.of(null).getAcceptedIssuers());
      for (int i = 0; i < trusted.size(); i++) {
        all.setCertificateEntry(Integer.toString(i), trusted.get(i));
      }
      return authorities(X509Trust.of(all));
    } catch (GeneralSecurityException e) {
      throw new IOException("This platform cannot trust the certificates of " + pem, e);
    }
  }

  /** Whether a certificate must be for the name of the server. */
  boolean isForNames() {
    return forNames;
  }

  /**
   * Null if the platform's own trust manager is used, which on Android knows more than it shows.
   */
  @Nullable X509TrustManager manager(Clock clock) {
    if (!forNames || "Dalvik".equals(System.getProperty("java.vm.name"))) {
      return manager;
    }
    try {
      X509TrustManager own = manager == null ? X509Trust.of(null) : manager;
      return own instanceof X509ExtendedTrustManager extended
          ? new TellingTrust(extended, clock)
          : own;
    } catch (GeneralSecurityException e) {
      return manager;
    }
  }

  /** A TLS context that uses this trust, and whose later connections resume the first one. */
  static SSLContext context(X509TrustManager manager) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {Objects.requireNonNull(manager)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }
}
