package nz.co.medimage.sink.practice.internal.sql;

import java.io.IOException;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.api.spi.Echo;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.sink.practice.internal.FoundPatient;
import nz.co.medimage.sink.practice.internal.IsoDay;
import nz.co.medimage.sink.practice.internal.TypedIds;
import nz.co.medimage.sink.practice.internal.profile.PatientLookup;
import nz.co.medimage.sink.practice.internal.profile.PhotoFacts;
import nz.co.medimage.sink.practice.internal.profile.Profile;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import nz.co.medimage.sink.practice.internal.profile.ProfileValues;
import org.jspecify.annotations.Nullable;

/** Looks a patient up by the query of a profile: its section {@code patient}. */
final class SqlLookup implements PatientLookup {
  private final PracticeDatabase database;
  private final SqlStatement query;
  private final TypedIds ids;
  private final ProfileValues values;
  private final Clock clock;
  private final Columns columns;

  private SqlLookup(
      PracticeDatabase database, ProfileNode node, TypedIds ids, SqlStatement query, Clock clock)
      throws IOException {
    this.database = database;
    this.ids = ids;
    this.query = query;
    this.values = node.values();
    this.clock = clock;
    this.columns = Columns.read(node);
    node.done();
  }

  /** What the columns of the query say. */
  private record Columns(
      @Nullable String id,
      String match,
      @Nullable String active,
      List<String> activeValues,
      @Nullable String family,
      @Nullable String given,
      @Nullable String born) {

    private static String match(ProfileNode node) throws IOException {
      return node.find("match")
          .orElseThrow(
              () ->
                  node.fail(
                      "match",
                      "is missing: select the column that is compared with :id too, and name it"
                          + " here, because databases take ids for equal that are not"));
    }

    static Columns read(ProfileNode node) throws IOException {
      ProfileNode active = node.findNode("active").orElse(null);
      String column = null;
      List<String> values = List.of();
      if (active != null) {
        column = active.text("column");
        values = active.texts("values");
        if (values.isEmpty()) {
          throw active.fail("values", "names no value that means that the patient is active");
        }
        active.done();
      }
      return new Columns(
          node.find("id").orElse(null),
          match(node),
          column,
          values,
          node.find("family").orElse(null),
          node.find("given").orElse(null),
          node.find("born").orElse(null));
    }
  }

  /** Reads the section; empty if there is none. */
  static Optional<SqlLookup> of(Profile profile, PracticeDatabase database, Clock clock)
      throws IOException {
    Optional<ProfileNode> found = profile.root().findNode("patient");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ProfileNode node = found.get();
    boolean capitals = node.flag("capitals", false);
    String form =
        node.has("ids") ? node.choice("ids", TypedIds.PLAIN, TypedIds.NHI) : TypedIds.PLAIN;
    SqlStatement query =
        SqlStatement.of(node, "query", node.template("query"), Set.of("id", "now"));
    if (!query.uses("id")) {
      throw node.fail("query", "does not ask for :id, so it would find the same for everybody");
    }
    return Optional.of(new SqlLookup(database, node, TypedIds.of(form, capitals), query, clock));
  }

  @Override
  public String normalized(String typedId) {
    return ids.normalized(typedId);
  }

  @Override
  public PatientMatch find(String typedId) throws IOException {
    Optional<PatientMatch> refused = ids.refusal(typedId);
    if (refused.isPresent()) {
      return refused.get();
    }
    try {
      return database.run(session -> find(session, normalized(typedId)));
    } catch (PhotoRejectedException e) {
      throw new IllegalStateException(e); // a look-up rejects nothing
    }
  }

  /**
   * Says why the query finds nobody though it finds rows; empty if it finds none. For a self test.
   *
   * @param typedId of a patient whom {@link #find} does not find
   */
  Optional<String> mismatch(String typedId) throws IOException, PhotoRejectedException {
    int found = database.run(session -> rows(session, normalized(typedId)));
    return found == 0
        ? Optional.empty()
        : Optional.of(
            "The query finds "
                + (found == 1 ? "1 row" : found + " rows")
                + ", but what the column "
                + columns.match()
                + " has there is not what was typed: check patient.match in the profile.");
  }

  private int rows(SqlSession session, String id) throws SQLException, IOException {
    PhotoFacts facts = PhotoFacts.ofLookup(id, values, clock);
    try {
      return session.query(
          query,
          facts,
          rows -> {
            int count = 0;
            while (rows.next()) {
              count++;
            }
            return count;
          });
    } catch (SQLException e) {
      if (SqlFailure.kind(e) == SqlFailure.Kind.BAD_VALUE) {
        return 0;
      }
      throw e;
    }
  }

  private PatientMatch find(SqlSession session, String id) throws SQLException, IOException {
    try {
      PhotoFacts facts = PhotoFacts.ofLookup(id, values, clock);
      return session.query(query, facts, rows -> match(rows, id));
    } catch (SQLException e) {
      if (SqlFailure.kind(e) == SqlFailure.Kind.BAD_VALUE) {
        // Such as an id that is longer than its column: nobody can have it.
        return PatientMatch.unknown();
      }
      throw e;
    }
  }

  private PatientMatch match(ResultSet rows, String id) throws SQLException {
    FoundPatient found = null;
    while (rows.next()) {
      String patient = text(rows, columns.id());
      if (!patient.isEmpty() && matches(rows, id)) {
        boolean isActive = columns.active() == null || isActive(text(rows, columns.active()));
        FoundPatient row = FoundPatient.of(patient, isActive, echo(rows));
        found = found == null ? row : found.and(row);
      }
    }
    return FoundPatient.match(found);
  }

  /** Databases take {@code a} for {@code A} or {@code á}, or 12 for {@code 12x} or {@code 012}. */
  private boolean matches(ResultSet rows, String id) throws SQLException {
    return ids.normalized(text(rows, columns.match())).equals(id);
  }

  private boolean isActive(String value) {
    return columns.activeValues().stream().anyMatch(each -> each.strip().equalsIgnoreCase(value));
  }

  /** The text of a column, the first without a name, without the blanks that fill it up. */
  private static String text(ResultSet rows, @Nullable String column) throws SQLException {
    Object value = column == null ? rows.getObject(1) : rows.getObject(column);
    if (value instanceof Boolean) {
      return value.toString();
    }
    String text = column == null ? rows.getString(1) : rows.getString(column);
    return text == null ? "" : text.strip();
  }

  private @Nullable String echo(ResultSet rows) throws SQLException {
    String family = columns.family() == null ? "" : text(rows, columns.family());
    String given = columns.given() == null ? "" : text(rows, columns.given());
    LocalDate born = columns.born() == null ? null : date(rows, columns.born());
    return Echo.of(family, given, born).orElse(null);
  }

  private static @Nullable LocalDate date(ResultSet rows, String column) throws SQLException {
    Object value = rows.getObject(column);
    if (value instanceof Date date) {
      return date.toLocalDate();
    }
    if (value instanceof Timestamp time) {
      return time.toLocalDateTime().toLocalDate();
    }
    return value == null ? null : IsoDay.find(value.toString());
  }
}
