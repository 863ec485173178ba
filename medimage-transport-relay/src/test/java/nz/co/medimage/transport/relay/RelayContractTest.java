package nz.co.medimage.transport.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.relay.Relay;
import nz.co.medimage.relay.store.SqlStore;
import nz.co.medimage.testkit.TransportContract;
import org.junit.jupiter.api.io.TempDir;

final class RelayContractTest extends TransportContract {
  @TempDir Path files;
  private Relay relay;

  @Override
  protected Transport transport() throws IOException {
    relay =
        Relay.builder(SqlStore.open(files.resolve("relay"), Clock.systemUTC()))
            .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .accessLog(line -> {})
            .build();
    relay.start();
    return RelayTransport.builder().build();
  }

  @Override
  protected Listener listener() {
    return RelayListener.at(url(relay.port())).backoff(RelayFixture.SHORT).build();
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  @Override
  protected void close() throws Exception {
    relay.close();
  }

  @Override
  protected OptionalInt port(Route route) {
    return OptionalInt.of(relay.port());
  }

  @Override
  protected Route via(Route route, int port) {
    try {
      return new RelayRoute(RelayRoute.url(url(port)), RelayRoute.of(route).mailbox()).toRoute();
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  protected Optional<String> typed(Route route) {
    return Optional.of(url(relay.port()));
  }
}
