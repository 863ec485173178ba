package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A relay with a certificate that no authority of this computer signed. */
@Timeout(60)
class UntrustedRelayTest {
  @Test
  void commandNamesItsOptionForTheCertificate(@TempDir Path folder) {
    try (Practice practice = Practice.open(folder)) {
      String url = "https://127.0.0.1:" + practice.port(); // which shows a certificate of its own
      Run run = practice.atPhone("pair", practice.code(), "--at", url, "--no-discovery");
      assertTrue(
          run.err().contains("has to trust its certificate too (--trust-store FILE);"), run.err());
    }
  }
}
