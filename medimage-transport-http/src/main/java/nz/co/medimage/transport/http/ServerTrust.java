package nz.co.medimage.transport.http;

import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom a {@link WireClient} takes for the right server. Immutable. */
public final class ServerTrust {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

  private final @Nullable X509TrustManager manager;
  private final boolean forNames;

  private ServerTrust(@Nullable X509TrustManager manager, boolean forNames) {
    this.manager = manager;
    this.forNames = forNames;
  }

  /**
   * Only the holder of the certificate with this fingerprint. Its name, its dates and who signed it
   * do not matter: it was handed over, authenticated, at pairing. It is checked in the TLS
   * handshake, so before a byte of a request is sent.
   *
   * @param fingerprint the SHA-256 of the certificate, 64 hexadecimal digits
   * @throws IllegalArgumentException if it is none
   */
  public static ServerTrust pinned(String fingerprint) {
    if (!SHA256.matcher(fingerprint).matches()) {
      throw new IllegalArgumentException("a fingerprint has 64 hexadecimal digits");
    }
    return new ServerTrust(new PinnedCertificate(fingerprint.toLowerCase(Locale.ROOT)), false);
  }

  /**
   * Whoever answers. For pairing with a receiver of which nothing is known yet, and for nothing
   * else: the pairing messages authenticate both sides by the code, and give an eavesdropper or a
   * man in the middle no more than one guess at it.
   */
  public static ServerTrust anyone() {
    return new ServerTrust(new AnyCertificate(), false);
  }

  /** Servers whose certificate the platform takes for valid, as web browsers do. */
  public static ServerTrust platform() {
    return new ServerTrust(null, true);
  }

  /**
   * Servers whose certificate {@code manager} takes for valid, and whose name is in it. For a
   * practice with a certificate authority of its own.
   */
  public static ServerTrust authorities(X509TrustManager manager) {
    return new ServerTrust(Objects.requireNonNull(manager, "manager"), true);
  }

  /** Whether a certificate must be for the name of the server. */
  boolean isForNames() {
    return forNames;
  }

  /** Null where the platform's own serves. */
  @Nullable X509TrustManager manager() {
    return manager;
  }

  /** A TLS context that asks this trust, and whose later connections resume the first one. */
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
