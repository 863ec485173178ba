package nz.co.medimage.transport.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.api.transport.TransportProvider;
import nz.co.medimage.testkit.FakeAddOnContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayTransportProviderTest {
  @TempDir Path folder;
  private final TransportProvider provider =
      ServiceLoader.load(TransportProvider.class).stream()
          .map(ServiceLoader.Provider::get)
          .filter(each -> each.id().equals(RelayTransport.ID))
          .findFirst()
          .orElseThrow();

  private Transport create(Map<String, ?> settings) throws IOException {
    return provider.create(new FakeAddOnContext(provider, settings, folder));
  }

  private String refused(Map<String, ?> settings) {
    return assertThrows(IllegalArgumentException.class, () -> create(settings)).getMessage();
  }

  @Test
  void noSettingsMakeTheUsualTransport() throws Exception {
    try (Transport made = create(Map.of())) {
      assertEquals(RelayTransport.ID, made.id());
      assertTrue(made.isStoreAndForward());
    }
  }

  @Test
  void aProxyIsAHostAndAPort() throws Exception {
    create(Map.of("proxy", "192.0.2.1:3128", "proxy-user", "dr", "proxy-password", "s")).close();
    assertEquals(
        "a proxy is a host and a port, such as 192.0.2.1:3128",
        refused(Map.of("proxy", "192.0.2.1")));
  }

  @Test
  void aUserOfTheProxyNeedsAPassword() {
    assertEquals(
        "proxy-user and proxy-password come together.", refused(Map.of("proxy-user", "dr")));
  }

  @Test
  void aTrustStoreMustHoldCertificates() throws Exception {
    Path file = Files.writeString(folder.resolve("ca.pem"), "nothing");
    assertThrows(IOException.class, () -> create(Map.of("trust-store", file.toString())));
  }
}
