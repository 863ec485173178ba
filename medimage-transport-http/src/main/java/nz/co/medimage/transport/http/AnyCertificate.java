package nz.co.medimage.transport.http;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts any server. TLS then only keeps passive listeners out. That is enough for pairing, in
 * which the PAKE authenticates both sides before anything secret travels: see {@link
 * ServerTrust#anyone()}.
 */
final class AnyCertificate implements X509TrustManager {

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
