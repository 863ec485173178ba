package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate that is its own authority, with its key, for tests of TLS: as a PKCS #12 store, as
 * PEM files, and as an {@link SSLContext}. Immutable.
 */
public final class TestCertificate {
  private static final String ALIAS = "x";
  private static final String PASSWORD = "changeit";

  private final Path folder;
  private final Path store;
  private final KeyStore keys;

  private TestCertificate(Path folder, Path store) throws IOException, GeneralSecurityException {
    this.folder = folder;
    this.store = store;
    keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
  }

  /**
   * Makes one, with the JDK's {@code keytool}, which takes a second or so.
   *
   * @param folder exists; gets the files, in place of those of an earlier certificate
   * @param name of the server, such as {@code localhost}
   * @throws IOException if the disk fails, or there is no {@code keytool}
   * @throws GeneralSecurityException if this Java cannot read what {@code keytool} made
   */
  public static TestCertificate make(Path folder, String name)
      throws IOException, GeneralSecurityException {
    Path store = folder.resolve("x.p12");
    Files.deleteIfExists(store);
    run(
        "-genkeypair",
        "-alias",
        ALIAS,
        "-keyalg",
        "EC",
        "-dname",
        "CN=x",
        "-ext",
        "san=dns:" + Objects.requireNonNull(name, "name"),
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD);
    return new TestCertificate(folder, store);
  }

  private static void run(String... arguments) throws IOException {
    String[] command = new String[arguments.length + 1];
    command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool failed: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool ran", e);
    }
  }

  /** The PKCS #12 file with certificate and key. */
  public Path store() {
    return store;
  }

  /** The password of {@link #store}. */
  public String password() {
    return PASSWORD;
  }

  /**
   * Writes the certificate as PEM.
   *
   * @return the file {@code certificate.pem} in the folder
   */
  public Path certificate() throws IOException, GeneralSecurityException {
    return pem("CERTIFICATE", "certificate.pem", keys.getCertificate(ALIAS).getEncoded());
  }

  /**
   * Writes the private key as PEM, by PKCS #8.
   *
   * @return the file {@code key.pem} in the folder
   */
  public Path key() throws IOException, GeneralSecurityException {
    byte[] key = keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded();
    return pem("PRIVATE KEY", "key.pem", key);
  }

  private Path pem(String kind, String name, byte[] content) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(content);
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
  }

  /** For both sides: it shows this certificate, and trusts no other. */
  public SSLContext tls() throws IOException, GeneralSecurityException {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD.toCharArray());
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), managers.getTrustManagers(), null);
    return context;
  }
}
