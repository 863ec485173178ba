package nz.co.medimage.runtime;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** What checks the certificates of servers. */
public final class X509Trust {
  private X509Trust() {}

  /**
   * Trusts what authorities have signed.
   *
   * @param authorities null for those of the platform
   * @throws GeneralSecurityException if this Java cannot check certificates
   */
  public static X509TrustManager of(@Nullable KeyStore authorities)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager found) {
        return found;
      }
    }
    throw new KeyStoreException("no trust manager for X.509");
  }
}
