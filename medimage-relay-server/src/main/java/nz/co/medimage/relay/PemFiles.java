package nz.co.medimage.relay;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * Reads the certificate of a relay that speaks TLS itself from PEM files, as certificate tools
 * write them.
 */
public final class PemFiles {
  private PemFiles() {}

  /**
   * Reads a certificate and its key. A renewed certificate needs a restart of the relay.
   *
   * @param chain the certificate of the relay, followed by those that lead to a known authority
   * @param key its private key, RSA, EC or Ed25519, not encrypted
   * @throws IOException with one sentence for the operator if a file cannot be read or holds
   *     something else, or if the key does not belong to the certificate
   */
  public static SSLContext context(Path chain, Path key) throws IOException {
    Certificate[] certificates = certificates(chain);
    PrivateKey privateKey = privateKey(key);
    try {
      if (!belongTogether(certificates[0].getPublicKey(), privateKey)) {
        throw new IOException("The key in " + key + " is not that of the certificate in " + chain);
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setKeyEntry("relay", privateKey, new char[0], certificates);
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("The certificate in " + chain + " and the key cannot be used", e);
    }
  }

  private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey)
      throws GeneralSecurityException {
    String keys = privateKey.getAlgorithm();
    String algorithm = "SHA256with" + (keys.startsWith("EC") ? "ECDSA" : keys);
    Signature signature = Signature.getInstance(keys.startsWith("Ed") ? keys : algorithm);
    byte[] anything = "which key is it".getBytes(StandardCharsets.US_ASCII);
    signature.initSign(privateKey);
    signature.update(anything);
    byte[] signed = signature.sign();
    try {
      signature.initVerify(publicKey);
      signature.update(anything);
      return signature.verify(signed);
    } catch (InvalidKeyException | SignatureException e) {
      return false; // not even of one kind
    }
  }

  private static Certificate[] certificates(Path chain) throws IOException {
    try (InputStream in = Files.newInputStream(chain)) {
      Certificate[] all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(new Certificate[0]);
      if (all.length > 0) {
        return all;
      }
    } catch (CertificateException e) {
      throw new IOException(chain + " holds no certificate in PEM form", e);
    }
    throw new IOException(chain + " holds no certificate in PEM form");
  }

  private static PrivateKey privateKey(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
        PEMParser parser = new PEMParser(reader)) {
      for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
        if (found instanceof PEMKeyPair pair) {
          return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
        }
        if (found instanceof PrivateKeyInfo info) {
          return new JcaPEMKeyConverter().getPrivateKey(info);
        }
      }
    }
    throw new IOException(file + " holds no private key in PEM form without a passphrase");
  }
}
