package nz.co.medimage.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.receiver.config.ConfigurationEditor;
import nz.co.medimage.runtime.Home;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where a guide is served, and that it ends. */
@Timeout(60)
final class FirstRunAddressTest {
  @TempDir Path home;

  private static final class Proposed implements FirstRun {
    @Override
    public String name() {
      return "Room 1";
    }

    @Override
    public Path folder() {
      return Path.of("/patients");
    }

    @Override
    public void choose(ConfigurationEditor editor, Path folder) {}
  }

  private Console console() {
    ConsoleSettings settings =
        ConsoleSettings.of(home.resolve("receiver.json"), () -> Optional.empty());
    return Console.builder(home).settings(settings).firstRun(new Proposed()).build();
  }

  private static InetSocketAddress at(String address) {
    return new InetSocketAddress(address, 0);
  }

  @Test
  void itIsServedOnTheAddressThatTheReceiverWillHave() throws Exception {
    for (Map.Entry<String, String> each :
        Map.of("127.0.0.1", "127.0.0.1", "0.0.0.0", "localhost").entrySet()) {
      try (Console console = console()) {
        int port = console.guide(at(each.getKey()));
        URI link = console.startLink();
        assertEquals(each.getValue() + ":" + port, link.getAuthority());
        Map<String, String> host = Map.of("Host", link.getAuthority());
        String path = link.getPath() + "?" + link.getQuery();
        String cookie =
            new RawHttp(port, "").get(path, host).header("Set-Cookie").split(";", -1)[0];
        assertEquals(200, new RawHttp(port, cookie).get("/first-run/name", host).status());
      }
    }
  }

  @Test
  void itIsServedToThisComputerAlone() throws Exception {
    try (Console console = console()) {
      InetSocketAddress elsewhere = at("192.0.2.1");
      assertThrows(IllegalArgumentException.class, () -> console.guide(elsewhere));
    }
  }

  @Test
  void itsHomeIsFreeThoughTheDiskFails() throws Exception {
    Console console = console();
    console.guide(at("0.0.0.0"));
    Path address = home.resolve("console").resolve("address");
    Files.delete(address);
    Files.createDirectories(address.resolve("full"));
    assertThrows(IOException.class, console::close);
    assertFalse(Home.isRunning(home));
  }
}
