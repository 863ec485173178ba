package nz.co.medimage.sink.practice.internal.sql;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.testkit.SinkContract;

/**
 * The contract of sinks, on a real PostgreSQL: each folder has a schema of its own, which belongs
 * to a user who can be locked out.
 */
final class PostgresSinkContractTest extends SinkContract {
  private static final String PORT = "postgres-port";

  static String schema(Path folder) {
    return "s"
        + Sha256.hex(Sha256.of(folder.toString().getBytes(StandardCharsets.UTF_8)))
            .substring(0, 16);
  }

  /** The port is in a file beside the folder, for a process that is started to be killed. */
  static PracticeForTests practice(Path folder) throws Exception {
    Path port = Path.of(folder.toString()).resolveSibling(PORT);
    if (Files.notExists(port)) {
      Files.writeString(port, PostgresForTests.get().port() + "");
    }
    String schema = schema(folder);
    return new PracticeForTests(
        PostgresForTests.url(Integer.parseInt(Files.readString(port)), schema), schema, "secret");
  }

  static boolean isEmpty(Path folder) throws Exception {
    PracticeForTests all = new PracticeForTests(practice(folder).url(), "postgres", "postgres");
    return all.rows(
            "SELECT 1 FROM information_schema.schemata WHERE schema_name = '"
                + schema(folder)
                + "'")
        .isEmpty();
  }

  static PracticeForTests openPractice(Path folder) throws Exception {
    PracticeForTests practice = practice(folder);
    if (isEmpty(folder)) {
      String name = schema(folder);
      new PracticeForTests(practice.url(), "postgres", "postgres")
          .execute(
              "CREATE ROLE %1$s LOGIN PASSWORD 'secret'; CREATE SCHEMA %1$s AUTHORIZATION %1$s"
                  .formatted(name));
      practice.create("BYTEA");
    }
    return practice;
  }

  /** Locks the user out, as if the server were down. */
  static boolean setReachable(Path folder, String user, boolean reachable) throws Exception {
    PracticeForTests all = new PracticeForTests(practice(folder).url(), "postgres", "postgres");
    all.execute("ALTER ROLE " + user + (reachable ? " LOGIN" : " NOLOGIN"));
    all.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + user + "'");
    return true;
  }

  @Override
  protected Sink open(Path folder) throws Exception {
    return PracticeForTests.sink(openPractice(folder).profile(folder, PracticeForTests.CONTENT));
  }

  @Override
  protected Map<String, byte[]> stored(Path folder) throws Exception {
    return isEmpty(folder) ? Map.of() : practice(folder).photos();
  }

  @Override
  protected List<String> tags() {
    return List.of("#ZAC5361 arm", "#kat0001 #left leg");
  }

  @Override
  protected boolean setReachable(Path folder, boolean reachable) throws Exception {
    return setReachable(folder, schema(folder), reachable);
  }
}
