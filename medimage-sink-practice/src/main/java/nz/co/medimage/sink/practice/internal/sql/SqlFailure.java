package nz.co.medimage.sink.practice.internal.sql;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What an {@link SQLException} means for a photo, told by the class of its SQLState. Types of
 * exceptions say nothing: Firebird's driver throws plain ones. Their messages are never passed on,
 * because they quote values.
 */
final class SqlFailure {
  private static final int MOST_EXCEPTIONS = 100;

  /** Conversions, overflows and truncation. */
  private static final Set<Integer> SQL_SERVER =
      Set.of(220, 232, 241, 242, 245, 248, 295, 2628, 8114, 8115, 8152);

  /** Characters that a column, or a comparison, does not take. */
  private static final Set<Integer> MYSQL = Set.of(1267, 1270, 1271, 1300, 1366, 3854);

  private SqlFailure() {}

  /** What is to be done. */
  enum Kind {
    /** A value does not fit: trying again does not help. */
    BAD_VALUE,
    /** A constraint does not hold; a repeat of ours breaks one too. */
    CONSTRAINT,
    /** The database refuses the user or the statement: a person must change something. */
    SETUP,
    /** Anything else, such as a database that is away: later it may work. */
    NOT_NOW
  }

  static Kind kind(SQLException failure) {
    String state = state(failure).orElse("");
    if (isUnnamedBadValue(state, failure.getErrorCode())) {
      return Kind.BAD_VALUE;
    }
    String start = state.length() < 2 ? "" : state.substring(0, 2);
    return switch (start) {
      case "22" -> Kind.BAD_VALUE;
      case "23", "44" -> Kind.CONSTRAINT;
      case "28", "42", "0A", "3D", "3F", "37", "07", "26" -> Kind.SETUP;
      default -> state.equals("S0002") || state.equals("S0022") ? Kind.SETUP : Kind.NOT_NOW;
    };
  }

  /** Some databases have no SQLState for some values that do not fit, but a number. */
  private static boolean isUnnamedBadValue(String state, int code) {
    return (state.matches("S000[0-9]") && SQL_SERVER.contains(code))
        || (state.equals("HY000") && MYSQL.contains(code));
  }

  /** The first SQLState among the exception, those that follow it, and their causes. */
  static Optional<String> state(SQLException failure) {
    Deque<Throwable> open = new ArrayDeque<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    open.add(failure);
    while (!open.isEmpty() && seen.size() < MOST_EXCEPTIONS) {
      Throwable each = open.remove();
      if (!seen.add(each)) {
        continue;
      }
      if (each instanceof SQLException sql) {
        String state = sql.getSQLState();
        if (state != null && !state.isBlank()) {
          return Optional.of(state.strip().toUpperCase(Locale.ROOT));
        }
        if (sql.getNextException() != null) {
          open.add(sql.getNextException());
        }
      }
      if (each.getCause() != null) {
        open.add(each.getCause());
      }
    }
    return Optional.empty();
  }

  /**
   * An exception for a failure that is not the photo's fault.
   *
   * @param place the key of the profile whose statement failed, such as {@code photo.insert}
   */
  static IOException notNow(String place, SQLException failure) {
    String shown = shown(failure);
    String start = state(failure).orElse("").replaceFirst("(?<=^..).*", "");
    if (kind(failure) != Kind.SETUP) {
      String what = place.equals("connection") ? "be reached" : "do " + place;
      return new IOException(
          "The practice's database cannot " + what + " now (" + shown + "). It is tried again.");
    }
    if (start.equals("28")) {
      return new IOException(
          "The practice's database refuses the login ("
              + shown
              + "): check user and password under connection in the profile.");
    }
    if (place.equals("connection")) {
      return new IOException(
          "The practice's database refuses the connection ("
              + shown
              + "): check url under connection in the profile; is the name of the database right?");
    }
    return new IOException(
        "The practice's database refuses the statement of "
            + place
            + " ("
            + shown
            + "): check its tables, columns and syntax, and the rights of the user.");
  }

  /** Such as {@code SQLState 23505}: no more of it may be shown. */
  static String shown(SQLException failure) {
    int code = failure.getErrorCode();
    String state = state(failure).filter(text -> text.matches("[0-9A-Z]{1,8}")).orElse("unknown");
    return "SQLState " + state + (code == 0 ? "" : ", code " + code);
  }
}
