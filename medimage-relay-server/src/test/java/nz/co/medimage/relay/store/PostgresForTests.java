package nz.co.medimage.relay.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.file.DurableFiles;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL, started when it is first asked for, and ended with this JVM. */
final class PostgresForTests {
  static final String USER = "postgres";

  private static final AtomicInteger schemas = new AtomicInteger();
  private static @Nullable PostgresForTests running;

  private final Path folder;
  private EmbeddedPostgres server;

  private PostgresForTests() throws IOException {
    folder = Files.createTempDirectory("relay-postgres");
    server = start(0);
    Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
  }

  private void remove() {
    try {
      server.close();
      DurableFiles.deleteTree(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static synchronized PostgresForTests get() {
    try {
      if (running == null) {
        running = new PostgresForTests();
      }
      return running;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private EmbeddedPostgres start(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder)
        .setCleanDataDirectory(false)
        .setPort(port)
        .setRegisterShutdownHook(false)
        .start();
  }

  /** For one test: as good as a database of its own, and quicker to make. */
  String freshSchema() {
    String schema = "test" + schemas.incrementAndGet();
    try {
      execute("CREATE SCHEMA " + schema);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return schema;
  }

  RelayStore connect(String schema, Clock clock) throws IOException {
    return SqlStore.connect(url(server.getPort(), schema), USER, null, clock);
  }

  static String url(int port, String schema) {
    return "jdbc:postgresql://localhost:" + port + "/postgres?currentSchema=" + schema;
  }

  int port() {
    return server.getPort();
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  void stop() throws IOException {
    server.close();
  }

  /** Starts it again with what it held, where it was. */
  void startAgain() throws IOException {
    server = start(server.getPort());
  }
}
