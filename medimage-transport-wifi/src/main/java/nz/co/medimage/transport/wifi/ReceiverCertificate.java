package nz.co.medimage.transport.wifi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.Secrets;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * The certificate by which paired devices recognise this receiver: self-signed, created once and
 * kept for good. Nobody checks its name or its dates.
 */
final class ReceiverCertificate {
  private static final String SECRET = "wifi-certificate";
  private static final long DAYS_VALID = 100 * 365;
  private static final long MILLIS_A_DAY = TimeUnit.DAYS.toMillis(1);

  private final HeldCertificate certificate;

  private ReceiverCertificate(HeldCertificate certificate) {
    this.certificate = certificate;
  }

  /**
   * Reads the stored certificate, or creates one.
   *
   * @throws IOException if the stored one is damaged: a new one would lock out all paired devices
   */
  static ReceiverCertificate keptIn(Secrets secrets, Clock clock) throws IOException {
    Optional<byte[]> kept = secrets.get(SECRET);
    if (kept.isPresent()) {
      return new ReceiverCertificate(parse(kept.get()));
    }
    long now = clock.millis();
    HeldCertificate made =
        new HeldCertificate.Builder()
            .ecdsa256()
            .commonName("MedImage")
            .validityInterval(now - MILLIS_A_DAY, now + DAYS_VALID * MILLIS_A_DAY)
            .build();
    String pem = made.certificatePem() + made.privateKeyPkcs8Pem();
    secrets.put(SECRET, pem.getBytes(StandardCharsets.US_ASCII));
    return new ReceiverCertificate(made);
  }

  private static HeldCertificate parse(byte[] pem) throws IOException {
    try {
      return HeldCertificate.decode(new String(pem, StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "The certificate of this receiver is damaged; restore its home from a backup");
    }
  }

  /** The SHA-256 of the certificate in lower case hexadecimal digits. */
  String fingerprint() {
    try {
      return Sha256.hex(Sha256.of(certificate.certificate().getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("it was encoded before", e);
    }
  }

  /** For a server that shows this certificate. */
  SSLContext context() {
    return new HandshakeCertificates.Builder().heldCertificate(certificate).build().sslContext();
  }
}
