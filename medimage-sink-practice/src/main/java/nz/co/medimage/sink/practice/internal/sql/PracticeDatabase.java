package nz.co.medimage.sink.practice.internal.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URLClassLoader;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.runtime.DaemonThreads;
import nz.co.medimage.sink.practice.internal.profile.Profile;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import org.jspecify.annotations.Nullable;

/**
 * The database of a practice system: the section {@code connection} of a profile. It connects when
 * a connection is first needed, with a small pool. Safe for use by several threads.
 */
final class PracticeDatabase implements AutoCloseable {
  private static final int CONNECTIONS = 4;
  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final Duration CANCELLED = Duration.ofMillis(500);

  private final ProfileNode node;
  private final SqlDriver driver;
  private final String url;
  private final Properties properties = new Properties();
  private final Duration timeout;
  private final @Nullable String test;
  private final ExecutorService calls =
      Executors.newCachedThreadPool(DaemonThreads.named("practice-sql"));
  private final ConnectionWait wait = new ConnectionWait();
  private @Nullable URLClassLoader loader;
  private @Nullable HikariDataSource pool;

  private PracticeDatabase(Profile profile) throws IOException {
    node = profile.root().node("connection");
    url = node.text("url");
    driver = new SqlDriver(node, url);
    node.find("user").ifPresent(user -> properties.setProperty("user", user));
    node.secret("password").ifPresent(text -> properties.setProperty("password", text));
    timeout = node.duration("timeout", Duration.ofSeconds(30));
    test = profile.root().find("test").orElse(null);
    if (url.startsWith("jdbc:postgresql:")) {
      // A text may be compared with a number, as in other databases; the server checks it.
      properties.setProperty("stringtype", "unspecified");
    }
    ProfileNode more = node.findNode("properties").orElse(null);
    if (more != null) {
      for (String key : more.keys()) {
        properties.setProperty(key, more.secret(key).orElse(""));
      }
    }
    node.done();
  }

  /** Reads the section; opens nothing. */
  static PracticeDatabase of(Profile profile) throws IOException {
    return new PracticeDatabase(profile);
  }

  /** What to do with a connection; the transaction is rolled back unless it commits. */
  @FunctionalInterface
  interface Work<T> {
    T run(SqlSession session) throws SQLException, IOException, PhotoRejectedException;
  }

  /** Finds the driver and makes the pool; connects to nothing. */
  synchronized HikariDataSource open() throws IOException {
    if (pool == null) {
      if (loader == null) {
        loader = driver.loader(node).orElse(null);
      }
      Driver found = driver.find(loader);
      HikariConfig config = new HikariConfig();
      config.setDataSource(new DriverSource(found, url, properties, wait::failed));
      config.setPoolName("medimage-practice");
      config.setThreadFactory(DaemonThreads.named("practice-pool"));
      config.setMaximumPoolSize(CONNECTIONS);
      config.setMinimumIdle(0);
      config.setIdleTimeout(IDLE.toMillis());
      config.setInitializationFailTimeout(-1);
      config.setConnectionTimeout(Math.max(1000, timeout.toMillis()));
      config.setAutoCommit(false);
      if (test != null) {
        config.setConnectionTestQuery(test); // older drivers know no other way
        config.setIsolateInternalQueries(true);
      }
      config.setExceptionOverride(new NoWarning());
      pool = new HikariDataSource(config);
      wait.of(pool);
    }
    return pool;
  }

  /**
   * Runs a transaction. If the calling thread is interrupted, what runs is cancelled.
   *
   * @throws InterruptedIOException soon after the calling thread was interrupted
   * @throws IOException with one sentence if the database or the driver fails
   */
  <T> T run(Work<T> work) throws IOException, PhotoRejectedException {
    HikariDataSource source = open();
    AtomicReference<@Nullable SqlSession> session = new AtomicReference<>();
    Future<T> call = calls.submit(() -> call(source, work, session));
    try {
      return call.get();
    } catch (InterruptedException e) {
      cancel(call, session);
      throw new InterruptedIOException("interrupted while the practice's database was at work");
    } catch (ExecutionException e) {
      throw failed(e.getCause());
    }
  }

  /** Connections that fail are evicted here: the pool would log what the driver says of values. */
  private static final class NoWarning implements SQLExceptionOverride {
    @java.lang.Override
    public SQLExceptionOverride.Override adjudicate(SQLException failure) {
      return SQLExceptionOverride.Override.DO_NOT_EVICT;
    }
  }

  private <T> T call(
      HikariDataSource source, Work<T> work, AtomicReference<@Nullable SqlSession> current)
      throws IOException, PhotoRejectedException {
    String place = "connection";
    try (Connection connection = wait.take(source)) {
      SqlSession session = new SqlSession(connection, (int) Math.max(1, timeout.toSeconds()));
      current.set(session);
      try {
        return work.run(session);
      } catch (SQLException e) {
        session.failed(e);
        throw e;
      } finally {
        place = session.place();
        session.rollback();
        if (session.isBroken()) {
          source.evictConnection(connection);
        }
      }
    } catch (SQLException e) {
      throw SqlFailure.notNow(place, e);
    }
  }

  /** A driver's own exceptions can quote values: of others than ours, the class alone is told. */
  private static IOException failed(@Nullable Throwable cause) throws PhotoRejectedException {
    if (cause instanceof PhotoRejectedException rejected) {
      throw rejected;
    }
    return cause instanceof IOException known
        ? known
        : new IOException(
            "The driver of the practice's database failed with "
                + (cause == null ? "nothing" : cause.getClass().getName())
                + ". It is tried again.");
  }

  private void cancel(Future<?> call, AtomicReference<@Nullable SqlSession> current) {
    SqlSession session = current.get();
    if (session == null) {
      call.cancel(true); // waits for a connection
      return;
    }
    calls.execute(
        () -> {
          session.cancel();
          try {
            call.get(CANCELLED.toMillis(), TimeUnit.MILLISECONDS);
          } catch (InterruptedException | ExecutionException e) {
            return;
          } catch (TimeoutException e) {
            session.abort(calls);
          }
        });
  }

  @Override
  public synchronized void close() throws IOException {
    calls.shutdown();
    if (pool != null) {
      pool.close();
    }
    if (loader != null) {
      loader.close();
    }
  }
}
