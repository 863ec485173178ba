package nz.co.medimage.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sinks that connect by TLS test that certificates are used. */
final class ClientTlsTest {
  @TempDir private Path folder;

  @Test
  void withoutFilesItTrustsTheAuthoritiesOfJava() throws IOException {
    ClientTls tls = new ClientTls(null, null, "");
    assertTrue(tls.trusted().getAcceptedIssuers().length > 0);
    assertEquals("TLS", tls.context(tls.trusted()).getProtocol());
  }

  @Test
  void wrongFilesAreRefusedByTheirSettingAndName() throws IOException {
    Path wrong = Files.writeString(folder.resolve("wrong"), "wrong");
    Path empty = Files.createFile(folder.resolve("empty"));
    Path missing = folder.resolve("missing");
    assertEquals("trust: " + wrong + " cannot be read as certificates in PEM", untrusted(wrong));
    assertEquals(
        "trust: " + missing + " cannot be read as certificates in PEM", untrusted(missing));
    assertEquals("trust: " + empty + " has no certificate in PEM", untrusted(empty));
    ClientTls tls = new ClientTls(null, wrong, "secret");
    assertEquals(
        "client-certificate: "
            + wrong
            + " cannot be read as PKCS #12; check the file and its password",
        assertThrows(IOException.class, () -> tls.context(tls.trusted())).getMessage());
  }

  private static String untrusted(Path file) {
    ClientTls tls = new ClientTls(file, null, "");
    return assertThrows(IOException.class, tls::trusted).getMessage();
  }
}
