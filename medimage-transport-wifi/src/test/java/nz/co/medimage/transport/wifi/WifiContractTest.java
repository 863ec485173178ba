package nz.co.medimage.transport.wifi;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.testkit.TransportContract;

class WifiContractTest extends TransportContract {
  private final FakeDirectory directory = new FakeDirectory();

  @Override
  protected Transport transport() {
    return WifiTransport.builder()
        .connectTimeout(Duration.ofSeconds(20))
        .searchTimeout(Duration.ofSeconds(2))
        .directory(directory)
        .build();
  }

  @Override
  protected Listener listener() {
    return builder().build();
  }

  WifiListener.Builder builder() {
    return WifiListener.builder()
        .port(0)
        .address(InetAddress.getLoopbackAddress())
        .directory(directory);
  }

  @Override
  protected OptionalInt port(Route route) {
    return OptionalInt.of(Integer.parseInt(route.parameters().get("port")));
  }

  @Override
  protected Route via(Route route, int port) {
    Map<String, String> changed = new HashMap<>(route.parameters());
    changed.put("port", Integer.toString(port));
    return new Route(route.transport(), changed);
  }

  @Override
  protected Optional<String> typed(Route route) {
    return Optional.of("127.0.0.1:" + route.parameters().get("port"));
  }

  @Override
  protected boolean findsOffers() {
    return true;
  }
}
