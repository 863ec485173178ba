package nz.co.medimage.transport.wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.api.transport.TransportProvider;
import nz.co.medimage.testkit.FakeAddOnContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WifiTransportProviderTest {
  @TempDir Path folder;

  @Test
  void itIsFoundAndObeysItsSettings() throws Exception {
    TransportProvider provider =
        ServiceLoader.load(TransportProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(each -> each.id().equals(WifiTransport.ID))
            .findFirst()
            .orElseThrow();
    Map<String, ?> settings = Map.of("discovery", false, "connect-timeout", "100ms");
    try (Transport made = provider.create(new FakeAddOnContext(provider, settings, folder))) {
      assertEquals(WifiTransport.ID, made.id());
      assertFalse(made.isStoreAndForward());
      assertEquals(List.of(), made.findOffers("7")); // at once: nothing is searched
    }
  }
}
