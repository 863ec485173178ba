package nz.co.medimage.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs without the libraries that only some need: they run, or say in a sentence what lacks.
 */
@Timeout(300)
final class OptionalLibrariesTest {
  private static final String RELAY =
      """
      package com.example.lean;
      import java.lang.reflect.Proxy;
      import java.net.*;
      import java.nio.charset.StandardCharsets;
      import java.nio.file.Path;
      import java.time.Clock;
      import nz.co.medimage.relay.Relay;
      import nz.co.medimage.relay.store.*;
      public final class Main {
        public static void main(String[] arguments) throws Exception {
          say(() -> SqlStore.open(Path.of(arguments[0]), Clock.systemUTC()));
          say(() -> SqlStore.connect("jdbc:postgresql:relay", null, null, Clock.systemUTC()));
          System.out.println("> " + SqlStore.isIn(Path.of(arguments[0])));
          RelayStore store =
              (RelayStore)
                  Proxy.newProxyInstance(
                      RelayStore.class.getClassLoader(),
                      new Class<?>[] {RelayStore.class},
                      (proxy, method, values) ->
                          method.getReturnType() == int.class ? (Object) 0 : null);
          say(() -> Relay.builder(store).metricsForAll().build());
          InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
          try (Relay relay = Relay.builder(store).address(any).build()) {
            relay.start();
            get(relay.port(), "/health");
            get(relay.port(), "/metrics");
          }
        }
        interface Call { Object run() throws Exception; }
        static void say(Call call) throws Exception {
          try {
            System.out.println("> made " + call.run());
          } catch (IllegalStateException e) {
            System.out.println("> " + e.getMessage());
          }
        }
        static void get(int port, String path) throws Exception {
          URL url = new URL("http://127.0.0.1:" + port + path);
          HttpURLConnection answer = (HttpURLConnection) url.openConnection();
          int status = answer.getResponseCode();
          try (var body = status < 400 ? answer.getInputStream() : answer.getErrorStream()) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8).strip();
            System.out.println("> " + status + " " + text);
          }
        }
      }
      """;

  private static final String SENDER =
      """
      package com.example.lean;
      import nz.co.medimage.transport.wifi.*;
      public final class Main {
        public static void main(String[] arguments) throws Exception {
          System.out.println("> " + new WifiTransport().id());
          try {
            System.out.println("> made " + WifiListener.builder().port(0).build());
          } catch (IllegalStateException e) {
            System.out.println("> " + e.getMessage());
          }
        }
      }
      """;

  @TempDir Path folder;

  /** What a program has, without what matches. */
  private static String path(String without) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.matches(".*(architecture-tests|testkit|junit|opentest4j).*"))
        .filter(entry -> !entry.matches(".*(archunit|apiguardian|surefire|jacoco|jqwik).*"))
        .filter(entry -> !entry.matches(".*medimage-(cli|receiver|sink|store|filter).*"))
        .filter(entry -> !Path.of(entry).getFileName().toString().matches(without))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private Path compile(String path, String module, String source) throws IOException {
    String descriptor =
        "module com.example.lean { requires " + module + "; exports com.example.lean; }";
    Path sources = folder.resolve("sources");
    Path classes = folder.resolve("classes");
    return EmbeddedProgram.compile(sources, classes, path, descriptor, "Main", source);
  }

  private List<String> run(String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.add(folder.resolve("home").toString());
    return EmbeddedProgram.run(folder.resolve("output"), arguments).stream()
        .filter(line -> line.startsWith("> "))
        .toList();
  }

  private void assertSaid(List<String> expected, String path, String module, String source)
      throws Exception {
    String all = compile(path, module, source) + File.pathSeparator + path;
    assertEquals(expected, run("-cp", all, "com.example.lean.Main"));
    assertEquals(expected, run("-p", all, "-m", "com.example.lean/com.example.lean.Main"));
  }

  @Test
  void relayRunsWithoutDatabasesAndMetricsAndNamesWhatIsMissing() throws Exception {
    String metrics =
        "A relay that shows metrics needs io.micrometer:micrometer-registry-prometheus;"
            + " medimage-bom has its version";
    assertSaid(
        List.of(
            "> A relay that keeps its mailboxes in files needs com.zaxxer:HikariCP and"
                + " org.xerial:sqlite-jdbc; medimage-bom has their versions",
            "> A relay that keeps its mailboxes in PostgreSQL needs com.zaxxer:HikariCP and"
                + " org.postgresql:postgresql; medimage-bom has their versions",
            "> false",
            "> " + metrics,
            "> 200 {\"status\":\"up\"}",
            "> 404 " + metrics),
        path("(sqlite|postgres|HikariCP|micrometer|prometheus|okhttp-tls|jmdns).*"),
        "nz.co.medimage.relay",
        RELAY);
  }

  @Test
  void senderOfTheLocalNetworkNeedsNoServerAndAListenerNamesIt() throws Exception {
    String end = ", which medimage-receiver brings; medimage-bom has its version";
    assertSaid(
        List.of("> wifi", "> WifiListener needs org.eclipse.jetty:jetty-server" + end),
        path("(jetty|okhttp-tls|medimage-relay|HikariCP|sqlite|postgres|micrometer|prometheus).*"),
        "nz.co.medimage.transport.wifi",
        SENDER);
  }
}
