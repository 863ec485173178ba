package nz.co.medimage.relay.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
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
        .start();
  }

  /** Of a database for one test: a schema of its own. */
  String freshUrl() {
    String schema = "test" + schemas.incrementAndGet();
    execute("CREATE SCHEMA " + schema);
    return server.getJdbcUrl(USER, "postgres") + "&currentSchema=" + schema;
  }

  void execute(String sql) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
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
