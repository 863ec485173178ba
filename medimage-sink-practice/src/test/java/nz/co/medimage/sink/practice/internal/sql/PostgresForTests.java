package nz.co.medimage.sink.practice.internal.sql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import nz.co.medimage.api.file.DurableFiles;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL, started when it is first asked for, and ended with this JVM. */
final class PostgresForTests {
  private static @Nullable PostgresForTests running;

  private final Path folder;
  private EmbeddedPostgres server;

  private PostgresForTests() throws IOException {
    folder = Files.createTempDirectory("practice-postgres");
    server = start(0);
    Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
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

  private void remove() {
    try {
      server.close();
      DurableFiles.deleteTree(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getPort();
  }

  static String url(int port, String schema) {
    return "jdbc:postgresql://localhost:" + port + "/postgres?currentSchema=" + schema;
  }

  void stop() throws IOException {
    server.close();
  }

  /** Starts it again with what it held, where it was. */
  void startAgain() throws IOException {
    server = start(server.getPort());
  }

  void execute(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(url(port(), "public"), "postgres", "postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
