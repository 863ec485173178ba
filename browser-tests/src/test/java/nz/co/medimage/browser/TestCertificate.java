package nz.co.medimage.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate for {@code localhost} that nobody vouches for.
 *
 * @param chain a file of PEM
 * @param key a file of PEM
 */
record TestCertificate(Path chain, Path key) {
  private static final String WORD = "of-no-secret";

  /** Makes one, with files in a folder. */
  static TestCertificate in(Path folder) throws Exception {
    Path store = folder.resolve("localhost.p12");
    Process made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "x",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                store.toString(),
                "-storepass",
                WORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, made.waitFor(), said);
    KeyStore keys = KeyStore.getInstance(store.toFile(), WORD.toCharArray());
    return new TestCertificate(
        pem(folder, "CERTIFICATE", keys.getCertificate("x").getEncoded()),
        pem(folder, "PRIVATE KEY", keys.getKey("x", WORD.toCharArray()).getEncoded()));
  }

  private static Path pem(Path folder, String kind, byte[] content) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(content);
    return Files.writeString(
        folder.resolve(kind.replace(' ', '-') + ".pem"),
        "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
  }
}
