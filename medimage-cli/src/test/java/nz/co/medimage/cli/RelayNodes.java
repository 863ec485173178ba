package nz.co.medimage.cli;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nz.co.medimage.testkit.FaultProxy;
import nz.co.medimage.testkit.MedimageProcess;
import org.jspecify.annotations.Nullable;

/** A relay of one or two processes behind one address, of which each can be killed. */
final class RelayNodes implements AutoCloseable {
  private static final Pattern WAITING = Pattern.compile("relay_waiting_bytes ([0-9.E]+)");

  private final List<Object> store;
  private final List<Node> nodes = new ArrayList<>();
  private final FaultProxy address;
  private @Nullable EmbeddedPostgres database;
  private @Nullable Path data;

  private RelayNodes(List<Object> store) throws IOException {
    this.store = store;
    address = FaultProxy.to(1);
  }

  private static final class Node {
    final Path home;
    int port;
    MedimageProcess process;

    Node(Path home) {
      this.home = home;
    }
  }

  /** One that keeps everything in files. */
  static RelayNodes files(Path home) throws IOException {
    RelayNodes relay = new RelayNodes(List.of());
    relay.add(home);
    return relay;
  }

  /** Two that share a database. */
  static RelayNodes twoOnPostgres(Path folder) throws IOException {
    Path data = folder.resolve("postgres");
    EmbeddedPostgres database = postgres(data, 0);
    String url = "jdbc:postgresql://localhost:" + database.getPort() + "/postgres";
    RelayNodes relay = new RelayNodes(List.of("--store", url, "--store-user", "postgres"));
    relay.database = database;
    relay.data = data;
    relay.add(folder.resolve("node1"));
    relay.add(folder.resolve("node2"));
    return relay;
  }

  private static EmbeddedPostgres postgres(Path data, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPort(port)
        .setServerConfig("fsync", "on")
        .start();
  }

  private void add(Path home) throws IOException {
    Node node = new Node(home);
    start(node);
    nodes.add(node);
    address.redirect(node.port);
  }

  private void start(Node node) throws IOException {
    List<Object> command =
        new ArrayList<>(
            List.of(
                "relay",
                "--home",
                node.home,
                "--address",
                "127.0.0.1",
                "--port",
                node.port,
                "--max-requests",
                1_000_000));
    command.addAll(store);
    node.process = MedimageProcess.start(command.toArray());
    node.port = Integer.parseInt(node.process.await("on port ([0-9]+)"));
  }

  /** What receivers and senders know it by. */
  String url() {
    return "http://127.0.0.1:" + address.port();
  }

  /**
   * Kills a node and starts it again, another one being spoken to next if there is one; or starts
   * the database again, if there is one.
   */
  String killOne(Random random) throws Exception {
    int victim = random.nextInt(database == null ? nodes.size() : nodes.size() + 1);
    if (database != null && data != null && victim == nodes.size()) {
      int port = database.getPort();
      database.close();
      database = postgres(data, port);
      return "database";
    }
    Node node = nodes.get(victim);
    Node next = nodes.get((victim + 1) % nodes.size());
    address.redirect(next.port);
    node.process.kill();
    start(node);
    return nodes.size() == 1 ? "relay" : "node " + (victim + 1);
  }

  /** What the relay still holds for receivers, by its own word. */
  long waitingBytes() throws IOException {
    URI metrics = URI.create("http://127.0.0.1:" + nodes.get(0).port + "/metrics");
    try (InputStream in = metrics.toURL().openStream()) {
      Matcher waiting = WAITING.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      if (!waiting.find()) {
        throw new AssertionError("the metrics do not say what waits");
      }
      return (long) Double.parseDouble(waiting.group(1));
    }
  }

  @Override
  public void close() throws IOException {
    address.close();
    nodes.forEach(node -> node.process.close());
    if (database != null) {
      database.close();
    }
  }
}
