package nz.co.medimage.relay.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import nz.co.medimage.api.UuidText;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears on a connection of its own what other nodes changed. */
final class PostgresEars implements Runnable, AutoCloseable {
  static final String CHANNEL = "medimage_relay";

  private static final Logger LOG = LoggerFactory.getLogger(PostgresEars.class);
  private static final int MILLIS_OF_SILENCE = 20_000;
  private static final long SECONDS_BEFORE_AGAIN = 1;

  private final String url;
  private final Properties login;
  private final Consumer<UUID> changed;
  private final Runnable anything;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this, "medimage-relay-ears");
  private volatile @Nullable Connection connection;

  PostgresEars(String url, Properties login, Consumer<UUID> changed, Runnable anything) {
    this.url = url;
    this.login = login;
    this.changed = changed;
    this.anything = anything;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    do {
      try (Connection opened = DriverManager.getConnection(url, login)) {
        connection = opened;
        listen(opened);
      } catch (SQLException e) {
        if (!isClosed()) {
          LOG.warn("Other nodes cannot be heard (SQLSTATE {}); trying again", e.getSQLState());
        }
      }
    } while (!closedWithin(SECONDS_BEFORE_AGAIN));
  }

  private void listen(Connection opened) throws SQLException {
    PGConnection postgres = opened.unwrap(PGConnection.class);
    try (Statement statement = opened.createStatement()) {
      statement.execute("LISTEN " + CHANNEL);
      // Nothing was heard until now.
      anything.run();
      while (!isClosed()) {
        for (PGNotification heard : postgres.getNotifications(MILLIS_OF_SILENCE)) {
          tell(heard.getParameter());
        }
        // A connection that is dead without a sign is found out.
        statement.execute("SELECT 1");
      }
    }
  }

  private void tell(String id) {
    try {
      changed.accept(UuidText.parse(id, "what changed"));
    } catch (IllegalArgumentException e) {
      LOG.debug("Somebody else uses the channel {}", CHANNEL);
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private boolean closedWithin(long seconds) {
    try {
      return closed.await(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    Connection open = connection;
    if (open != null) {
      try {
        open.abort(Runnable::run);
      } catch (SQLException e) {
        LOG.debug("The listening connection was closed already");
      }
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(SECONDS_BEFORE_AGAIN));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
