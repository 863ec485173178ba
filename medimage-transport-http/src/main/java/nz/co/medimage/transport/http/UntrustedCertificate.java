package nz.co.medimage.transport.http;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Thrown if a server's certificate cannot be trusted; says which certificate, and why if that can
 * be seen.
 */
final class UntrustedCertificate extends CertificateException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_NAME = 120;

  /** The messages of JDKs for a certificate that no trusted authority signed. */
  private static final List<String> UNKNOWN =
      List.of(
          "path building failed",
          "No trusted certificate found",
          "Trust anchor for certification path not found");

  private final Reason reason;
  private final String detail;
  private final Instant now;

  private enum Reason {
    EXPIRED,
    NOT_YET_VALID,
    UNKNOWN_AUTHORITY,
    OTHER
  }

  private UntrustedCertificate(
      Reason reason, String detail, Instant now, CertificateException cause) {
    super(reason.name(), cause);
    this.reason = reason;
    this.detail = detail;
    this.now = now;
  }

  /**
   * Looks for what is wrong.
   *
   * @param chain what the server showed, its own certificate first
   * @param now by this computer's clock
   */
  static UntrustedCertificate of(X509Certificate[] chain, Instant now, CertificateException cause) {
    Instant seconds = now.truncatedTo(ChronoUnit.SECONDS);
    for (X509Certificate certificate : chain) {
      Instant begin = certificate.getNotBefore().toInstant();
      Instant end = certificate.getNotAfter().toInstant();
      if (now.isAfter(end)) {
        return new UntrustedCertificate(Reason.EXPIRED, end.toString(), seconds, cause);
      }
      if (now.isBefore(begin)) {
        return new UntrustedCertificate(Reason.NOT_YET_VALID, begin.toString(), seconds, cause);
      }
    }
    String message = String.valueOf(cause.getMessage());
    if (UNKNOWN.stream().noneMatch(message::contains)) {
      return new UntrustedCertificate(
          Reason.OTHER, presentable(message, LONGEST_NAME), seconds, cause);
    }
    String issuer =
        chain.length == 0 ? "" : chain[chain.length - 1].getIssuerX500Principal().getName();
    return new UntrustedCertificate(
        Reason.UNKNOWN_AUTHORITY, presentable(issuer, LONGEST_NAME), seconds, cause);
  }

  String sentence(String server) {
    return switch (reason) {
      case EXPIRED ->
          "The certificate of "
              + server
              + " expired on "
              + detail
              + ", and it is "
              + now
              + " here: its operator must renew it, or this device's clock is wrong";
      case NOT_YET_VALID ->
          "The certificate of "
              + server
              + " is valid only from "
              + detail
              + " on, and it is "
              + now
              + " here: set this device's clock";
      case UNKNOWN_AUTHORITY ->
          "The certificate of "
              + server
              + " is signed by an authority that this device does not trust ("
              + detail
              + "): if it is that of your practice or network, this program has to trust its"
              + " certificate too; if this network asks for a login, open a browser";
      case OTHER -> "The certificate of " + server + " is not accepted: " + detail;
    };
  }

  /** Anybody may have written it: one line, of a length that fits a screen. */
  static String presentable(String text, int most) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
        .filter(c -> c != '\u2028' && c != '\u2029')
        .limit(most)
        .forEach(line::appendCodePoint);
    return line.toString();
  }
}
