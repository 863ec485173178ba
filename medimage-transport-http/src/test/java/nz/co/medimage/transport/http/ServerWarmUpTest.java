package nz.co.medimage.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;

class ServerWarmUpTest {

  /** Otherwise it would warm up nothing, and nobody would notice. */
  @Test
  void connectsToItselfAndReadsWhatItSent() throws Exception {
    HeldCertificate certificate =
        new HeldCertificate.Builder()
            .addSubjectAlternativeName(InetAddress.getLoopbackAddress().getHostAddress())
            .build();
    SSLContext tls =
        new HandshakeCertificates.Builder().heldCertificate(certificate).build().sslContext();
    assertEquals(5L * 150 * 16_000, ServerWarmUp.run(tls));
  }
}
