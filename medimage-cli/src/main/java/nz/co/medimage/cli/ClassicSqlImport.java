package nz.co.medimage.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.cli.SqlTokens.Token;

/** The part of an import that is about a database. */
final class ClassicSqlImport {
  private static final String HOST = "[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?";
  private static final String INSTANCE = "[A-Za-z0-9._-]{1,253}(\\\\[A-Za-z0-9_$]{1,40})?";
  private static final String DATABASE_FILE = "([A-Za-z]:)?[\\\\/][^?;&#%\\p{Cntrl}]{1,500}";
  private static final Set<String> WELL_KNOWN = Set.of("masterkey", "sa", "password", "postgres");
  private static final String MISSING = "jdbc:KIND://HOST/DATABASE";

  private final ClassicFile file;
  private final ImportReport report;
  private final ImportedProfile imported;
  private final Optional<String> url;

  /**
   * Begins.
   *
   * @param url the JDBC address, if the user names it
   */
  ClassicSqlImport(
      ClassicFile file, ImportReport report, ImportedProfile imported, Optional<String> url) {
    this.file = file;
    this.report = report;
    this.imported = imported;
    this.url = url;
  }

  /** An address, and the driver for it that does not come with MedImage. */
  private record Database(String url, Optional<String> driver, String jar) {}

  void run() {
    imported.profile().put("kind", "sql");
    imported.section("values");
    Database database = connection();
    ClassicSql sql = new ClassicSql(now(), joinsByFunction(database.url()));
    lookup(sql);
    filing(sql);
    test();
    ClassicImport.values(file, report, imported, sql.used());
    if (imported.section("values").isEmpty()) {
      imported.profile().remove("values");
    }
  }

  private static boolean joinsByFunction(String url) {
    return url.startsWith("jdbc:sqlserver:")
        || url.startsWith("jdbc:mysql:")
        || url.startsWith("jdbc:mariadb:");
  }

  private Database connection() {
    Database database =
        url.map(given -> new Database(given, Optional.empty(), "")).orElseGet(this::database);
    Map<String, Object> connection = imported.section("connection");
    connection.put("url", database.url());
    database.driver().ifPresent(driver -> connection.put("driver", driver));
    if (!database.jar().isEmpty()) {
      connection.put("driver-jars", List.of("drivers/" + database.jar()));
      report.open(
          "useODBC",
          "Java needs no ODBC but a driver: put "
              + database.jar()
              + " into the folder drivers beside the profile");
    }
    report.leftOut("useODBC", "Java needs no ODBC");
    report.leftOut("dsnHere", "Java needs no ODBC");
    report.imported("host", "connection.url");
    report.imported("dbname", "connection.url");
    file.text("username").ifPresent(user -> connection.put("user", user));
    report.imported("username", "connection.user");
    file.exactly("password").ifPresent(password -> password(connection, password));
    file.number("timeOutSeconds").ifPresent(seconds -> connection.put("timeout", seconds + "s"));
    report.imported("timeOutSeconds", "connection.timeout");
    return database;
  }

  private void password(Map<String, Object> connection, String password) {
    if (password.lines().count() != 1) {
      report.open("password", "it has several lines; write it into connection.password yourself");
      return;
    }
    connection.put("password", imported.secret("password", password));
    String to = "practice-password.txt, which only you can read";
    report.imported(
        "password",
        WELL_KNOWN.contains(password.toLowerCase(Locale.ROOT))
            ? to + "; everybody knows this password: change it"
            : to);
  }

  private Database database() {
    String host = file.text("host").orElse("localhost");
    String name = file.text("dbname").orElse("");
    String lower = name.toLowerCase(Locale.ROOT);
    boolean isFile = name.matches(DATABASE_FILE) && host.matches(HOST);
    String path = name.replace('\\', '/');
    String below = path.startsWith("/") ? path : "/" + path;
    if (isFile && (lower.endsWith(".ib") || lower.endsWith(".gdb"))) {
      String driver = "interbase.interclient.Driver";
      return new Database(
          "jdbc:interbase://" + host + below, Optional.of(driver), "interclient.jar");
    }
    if (isFile && lower.endsWith(".fdb")) {
      return new Database("jdbc:firebirdsql://" + host + below, Optional.empty(), "jaybird.jar");
    }
    boolean isSqlServer =
        (host.matches(HOST) || host.matches(INSTANCE)) && name.matches("[\\w .-]+");
    if (isSqlServer && !file.flag("useODBC", true)) {
      return new Database(
          "jdbc:sqlserver://" + host + ";databaseName=" + name, Optional.empty(), "mssql-jdbc.jar");
    }
    for (String field : List.of("host", "dbname")) {
      report.open(
          field, "write connection.url, or import again with --url; the database is not known");
    }
    return new Database(MISSING, Optional.empty(), "");
  }

  /** The database's function for the current time; anything else would be copied unseen. */
  private Optional<String> now() {
    String field = file.either("dbCurrentTimeQuery", "dbCurrentTimeSQL");
    Optional<String> text = file.text(field);
    Optional<String> function =
        text.filter(each -> each.matches("[A-Za-z_][A-Za-z0-9_.]{0,40}(\\([0-9]?\\))?"));
    if (function.isPresent()) {
      report.imported(field, "photo.insert, in place of [currentDateTime]");
    } else if (text.isPresent()) {
      report.open(field, "it is no plain function; photo.insert has :now instead");
    }
    return function;
  }

  private void lookup(ClassicSql sql) {
    String field = file.either("getIdQuery", "getIdSQL");
    Map<String, Object> patient = new LinkedHashMap<>();
    try {
      List<List<Token>> statements = ClassicSql.statements(file.text(field).orElse(""));
      if (statements.size() != 1) {
        throw new UnmappedException(
            statements.isEmpty() ? "there is no look-up" : "it has several statements");
      }
      ClassicSql.checkLookup(statements.get(0));
      List<Token> lookup = statements.get(0);
      patient.put("query", sql.convert(ComparedColumn.shown(lookup)));
      patient.put("id", ClassicSql.idColumn(lookup));
      patient.put("match", ComparedColumn.NAME);
    } catch (UnmappedException e) {
      report.open(field, e.getMessage() + "; write patient.query: nothing is filed without it");
      return;
    }
    if (file.flag("capitaliseNHID", true)) {
      patient.put("capitals", true);
    }
    imported.profile().put("patient", patient);
    report.imported(field, "patient.query, with bound parameters");
  }

  private void filing(ClassicSql sql) {
    ClassicImport.files(file, report, imported, true);
    String field = file.either("insertAttachmentQuery", "insertAttachmentSQL");
    List<String> inserts = new ArrayList<>();
    try {
      for (List<Token> statement : ClassicSql.statements(file.text(field).orElse(""))) {
        inserts.add(sql.convert(statement));
      }
      if (inserts.isEmpty()) {
        throw new UnmappedException("it is missing");
      }
    } catch (UnmappedException e) {
      report.open(field, e.getMessage() + "; write photo.insert");
      return;
    }
    Map<String, Object> photo = imported.section("photo");
    photo.put("insert", inserts.size() == 1 ? inserts.get(0) : inserts);
    photo.put("once", Map.of("ledger", "MEDIMAGE_LEDGER"));
    report.imported(field, "photo.insert, with bound parameters");
  }

  /** Connections that were idle are asked it too, so it is none that reads patients' entries. */
  private void test() {
    String field = file.either("testConnectionQuery", "testConnectionSQL");
    String url = String.valueOf(imported.section("connection").get("url"));
    String test =
        url.startsWith("jdbc:firebird") || url.startsWith("jdbc:interbase:")
            ? "SELECT 1 FROM RDB$DATABASE"
            : "SELECT 1";
    imported.profile().put("test", test);
    report.imported(field, "test, as " + test + ", which reads nobody's entry");
  }
}
