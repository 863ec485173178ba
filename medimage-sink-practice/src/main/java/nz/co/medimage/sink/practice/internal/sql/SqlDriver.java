package nz.co.medimage.sink.practice.internal.sql;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import org.jspecify.annotations.Nullable;

/**
 * Finds the JDBC driver of a profile: in the jars that it names, beside this add-on, or where the
 * thread that asks finds its classes. It never asks {@link java.sql.DriverManager}, whose drivers
 * are everybody's.
 */
final class SqlDriver {
  private static final Pattern SCHEME = Pattern.compile("jdbc:[a-z0-9]{1,20}:");
  private static final Map<String, String> ARTIFACTS = new LinkedHashMap<>();

  static {
    ARTIFACTS.put("jdbc:firebird", "jaybird-VERSION.jar (Maven: org.firebirdsql.jdbc:jaybird)");
    ARTIFACTS.put("jdbc:interbase", "interclient.jar, which comes with InterBase");
    ARTIFACTS.put(
        "jdbc:sqlserver", "mssql-jdbc-VERSION.jar (Maven: com.microsoft.sqlserver:mssql-jdbc)");
    ARTIFACTS.put(
        "jdbc:mariadb",
        "mariadb-java-client-VERSION.jar (Maven: org.mariadb.jdbc:mariadb-java-client)");
    ARTIFACTS.put(
        "jdbc:mysql", "mysql-connector-j-VERSION.jar (Maven: com.mysql:mysql-connector-j)");
    ARTIFACTS.put("jdbc:oracle", "ojdbc11-VERSION.jar (Maven: com.oracle.database.jdbc:ojdbc11)");
    ARTIFACTS.put("jdbc:h2", "h2-VERSION.jar (Maven: com.h2database:h2)");
    ARTIFACTS.put("jdbc:postgresql", "postgresql-VERSION.jar (Maven: org.postgresql:postgresql)");
  }

  private final String url;
  private final @Nullable String className;
  private final List<Path> jars;
  private final String wanted;
  private final IOException missing;

  /** Reads {@code driver} and {@code driver-jars} of the section {@code connection}. */
  SqlDriver(ProfileNode connection, String url) throws IOException {
    this.url = url;
    this.className = connection.find("driver").orElse(null);
    this.jars = connection.paths("driver-jars");
    Matcher scheme = SCHEME.matcher(url);
    if (!scheme.lookingAt()) {
      throw connection.fail("url", "must begin with jdbc: and the kind of database");
    }
    String kind = scheme.group();
    this.wanted =
        ARTIFACTS.entrySet().stream()
            .filter(each -> kind.startsWith(each.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("its jar");
    this.missing =
        connection.fail(
            "driver-jars",
            "there is no driver for "
                + kind
                + (className == null ? "" : " of the class " + className)
                + "; put "
                + wanted
                + " into a folder drivers beside this file, and write \"driver-jars\":"
                + " [\"drivers/NAME.jar\"]");
  }

  /**
   * A loader of the jars that the profile names; the caller closes it.
   *
   * @throws IOException with one sentence if one of them is not there
   */
  Optional<URLClassLoader> loader(ProfileNode connection) throws IOException {
    if (jars.isEmpty()) {
      return Optional.empty();
    }
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      if (!Files.isRegularFile(jar)) {
        throw connection.fail(
            "driver-jars", "there is no file " + jar + "; put " + wanted + " there");
      }
      try {
        urls.add(jar.toUri().toURL());
      } catch (MalformedURLException e) {
        throw connection.fail("driver-jars", "the file " + jar + " cannot be opened as a jar");
      }
    }
    return Optional.of(
        new URLClassLoader(
            "medimage-driver", urls.toArray(new URL[0]), SqlDriver.class.getClassLoader()));
  }

  /**
   * The driver.
   *
   * @throws IOException with one sentence that says which jar to put where
   */
  Driver find(@Nullable ClassLoader ofJars) throws IOException {
    List<ClassLoader> loaders = new ArrayList<>();
    if (ofJars != null) {
      loaders.add(ofJars);
    }
    loaders.add(SqlDriver.class.getClassLoader());
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (context != null) {
      loaders.add(context);
    }
    for (ClassLoader loader : loaders) {
      Optional<Driver> found = className == null ? service(loader) : named(loader, className);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw missing;
  }

  private Optional<Driver> service(ClassLoader loader) {
    var drivers = ServiceLoader.load(Driver.class, loader).stream().iterator();
    while (true) {
      try {
        if (!drivers.hasNext()) {
          return Optional.empty();
        }
        Driver driver = drivers.next().get();
        if (driver.acceptsURL(url)) {
          return Optional.of(driver);
        }
      } catch (SQLException | ServiceConfigurationError | LinkageError e) {
        // Not this one: another driver's fault is not ours.
      }
    }
  }

  private static Optional<Driver> named(ClassLoader loader, String name) {
    try {
      Object driver = Class.forName(name, true, loader).getDeclaredConstructor().newInstance();
      return driver instanceof Driver found ? Optional.of(found) : Optional.empty();
    } catch (ReflectiveOperationException | LinkageError e) {
      return Optional.empty();
    }
  }
}
