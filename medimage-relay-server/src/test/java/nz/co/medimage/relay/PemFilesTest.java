package nz.co.medimage.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What certificate tools write is read, and what cannot work is told before anybody connects. */
class PemFilesTest {
  @TempDir Path folder;

  private static KeyPair keys(String algorithm) throws Exception {
    return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
  }

  private Path pem(String name, String kind, byte[] content) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
  }

  private Path certificate(KeyPair keys, String signature) throws Exception {
    X500Name name = new X500Name("CN=relay.example");
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(Instant.parse("2026-01-01T00:00:00Z")),
            Date.from(Instant.parse("2036-01-01T00:00:00Z")),
            name,
            keys.getPublic());
    var signer = new JcaContentSignerBuilder(signature).build(keys.getPrivate());
    return pem("chain.pem", "CERTIFICATE", builder.build(signer).getEncoded());
  }

  private Path key(PrivateKey key) throws IOException {
    return pem("key.pem", "PRIVATE KEY", key.getEncoded());
  }

  @ParameterizedTest
  @CsvSource({"RSA, SHA256withRSA", "EC, SHA256withECDSA", "Ed25519, Ed25519"})
  void certificateAndItsKeyAreRead(String algorithm, String signature) throws Exception {
    KeyPair keys = keys(algorithm);
    assertNotNull(PemFiles.context(certificate(keys, signature), key(keys.getPrivate())));
  }

  @ParameterizedTest
  @CsvSource({"RSA", "EC"})
  void keyOfAnotherCertificateIsRefused(String other) throws Exception {
    Path chain = certificate(keys("EC"), "SHA256withECDSA");
    Path key = key(keys(other).getPrivate());
    refused("The key in " + key + " is not that of the certificate in " + chain, chain, key);
  }

  @Test
  void otherFilesAreRefused() throws Exception {
    Path chain = certificate(keys("EC"), "SHA256withECDSA");
    Path key = key(keys("EC").getPrivate());
    Path binary = Files.write(folder.resolve("key.der"), new byte[] {0x30, (byte) 0x82, 0, 1});
    refused(key + " holds no certificate in PEM form", key, key);
    refused(chain + " holds no private key in PEM form without a passphrase", chain, chain);
    refused(binary + " holds no private key in PEM form without a passphrase", chain, binary);
  }

  private static void refused(String sentence, Path chain, Path key) {
    assertEquals(
        sentence, assertThrows(IOException.class, () -> PemFiles.context(chain, key)).getMessage());
  }
}
