package nz.co.medimage.transport.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;
import nz.co.medimage.api.file.Sha256;

/** Trusts one certificate, by its SHA-256. */
final class PinnedCertificate implements X509TrustManager {
  private final byte[] fingerprint;

  /**
   * @param fingerprint 64 hexadecimal digits in lower case
   */
  PinnedCertificate(String fingerprint) {
    this.fingerprint = fingerprint.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    if (chain.length == 0
        || !MessageDigest.isEqual(
            fingerprint,
            Sha256.hex(Sha256.of(chain[0].getEncoded())).getBytes(StandardCharsets.US_ASCII))) {
      throw new NotThePairedReceiver();
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this is no server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  /** Another server answers at that address. */
  static final class NotThePairedReceiver extends CertificateException {
    private static final long serialVersionUID = 1L;

    NotThePairedReceiver() {
      super("not the paired receiver");
    }
  }
}
