package nz.co.medimage.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.relay.store.SqlStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is made and started like a sender and a receiver. */
@Timeout(60)
class RelayLifecycleTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir Path folder;
  private final AtomicInteger closes = new AtomicInteger();
  private Relay.Builder builder;

  @BeforeEach
  void prepare() throws IOException {
    RelayStore store = SqlStore.open(folder, Clock.systemUTC());
    RelayStore counted =
        (RelayStore)
            java.lang.reflect.Proxy.newProxyInstance(
                RelayStore.class.getClassLoader(),
                new Class<?>[] {RelayStore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("close")) {
                    closes.incrementAndGet();
                  }
                  return method.invoke(store, arguments);
                });
    builder = Relay.builder(counted).address(ANY);
  }

  @Test
  void builderThatGoesOnChangesNothing() throws Exception {
    try (Relay relay = builder.build();
        Relay other =
            Relay.builder(SqlStore.open(folder.resolve("b"), Clock.systemUTC()))
                .address(ANY)
                .build()) {
      other.start();
      builder.address(new InetSocketAddress(ANY.getAddress(), other.port()));
      relay.start();
      assertNotEquals(other.port(), relay.port());
    }
  }

  @Test
  void closeIsFinalAndClosesTheStoreOnce() throws Exception {
    Relay relay = builder.build();
    relay.start();
    assertThrows(IllegalStateException.class, relay::start);
    relay.close();
    relay.close();

    assertEquals(1, closes.get());
    assertThrows(IllegalStateException.class, relay::start);
  }

  @Test
  void oneThatWasNeverStartedClosesTheStoreOnce() {
    Relay relay = builder.build();
    assertThrows(IllegalStateException.class, relay::port);
    relay.close();
    relay.close();

    assertEquals(1, closes.get());
  }

  @Test
  void oneThatCannotListenClosesTheStoreOnce() throws Exception {
    try (Relay other =
        Relay.builder(SqlStore.open(folder.resolve("b"), Clock.systemUTC())).address(ANY).build()) {
      other.start();
      Relay relay = builder.address(new InetSocketAddress(ANY.getAddress(), other.port())).build();
      assertThrows(IOException.class, relay::start);
      relay.close();
    }

    assertEquals(1, closes.get());
  }
}
