package nz.co.medimage.sink.practice.internal.sql;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections of one driver. A pool gets this in place of a URL, which can hold a password and
 * would be logged.
 */
final class DriverSource implements DataSource {
  private final Driver driver;
  private final String url;
  private final Properties properties;
  private final Consumer<SQLException> failures;

  /**
   * Makes one.
   *
   * @param failures gets each failure to connect, before the pool does
   */
  DriverSource(Driver driver, String url, Properties properties, Consumer<SQLException> failures) {
    this.driver = driver;
    this.url = url;
    this.properties = properties;
    this.failures = failures;
  }

  @Override
  public Connection getConnection() throws SQLException {
    try {
      return connect();
    } catch (SQLException e) {
      failures.accept(e);
      throw e;
    }
  }

  private Connection connect() throws SQLException {
    Properties copy = new Properties();
    copy.putAll(properties);
    Connection connection = driver.connect(url, copy);
    if (connection == null) {
      throw new SQLException("the driver does not take this kind of URL", "08001");
    }
    return connection;
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  /** The pool waits as long for its own threads when it is closed. */
  @Override
  public int getLoginTimeout() {
    return 2;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }

  /** Shows the class of the driver alone. */
  @Override
  public String toString() {
    return "DriverSource[" + driver.getClass().getName() + "]";
  }
}
