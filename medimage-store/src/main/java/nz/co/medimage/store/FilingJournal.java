package nz.co.medimage.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.api.PhotoId;

/**
 * What a sink knows of each photo that it files in a target without transactions: whether a request
 * to file it may be under way, and whether it is filed. A sink calls {@link #begin} before such a
 * request leaves, and {@link #filed} once its answer is there. So it knows after a crash or a lost
 * answer that the outcome is unknown, and does not file the photo twice.
 *
 * <p>Each change is on stable storage when its call returns. A photo that is filed stays filed. The
 * journal never forgets one by itself: it grows by some 200 bytes a photo. Safe for use by several
 * threads, but only one at a time may change what is known of one photo. The opener closes it.
 */
public final class FilingJournal implements AutoCloseable {
  private static final List<List<String>> SCHEMA =
      List.of(
          List.of(
              "CREATE TABLE filing (photo BLOB PRIMARY KEY, state TEXT, since INTEGER NOT NULL,"
                  + " reference TEXT) WITHOUT ROWID",
              "CREATE TABLE filing_value (photo BLOB NOT NULL, name TEXT NOT NULL,"
                  + " value TEXT NOT NULL, PRIMARY KEY (photo, name)) WITHOUT ROWID"));

  private final SqliteFile store;
  private final Clock clock;

  private FilingJournal(SqliteFile store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** What is known of a photo. */
  public sealed interface Entry {}

  /**
   * A request to file the photo may have left, and no answer to it is known.
   *
   * @param state the sink's own word for how far it is, such as the request's key
   * @param values what the sink needs to go on, by names of its own
   * @param since when it began, by the journal's clock
   */
  public record Begun(String state, Map<String, String> values, Instant since) implements Entry {
    /** Refuses null, and copies the values. */
    public Begun {
      Objects.requireNonNull(state, "state");
      values = Map.copyOf(values);
      Objects.requireNonNull(since, "since");
    }

    /** Shows the state only: the rest may be about a patient. */
    @Override
    public String toString() {
      return "Begun[" + state + "]";
    }
  }

  /**
   * The target has the photo.
   *
   * @param reference what the target calls it; may be empty
   */
  public record Filed(String reference) implements Entry {
    /** Refuses null. */
    public Filed {
      Objects.requireNonNull(reference, "reference");
    }

    /** Shows no reference, which may hold a patient id. */
    @Override
    public String toString() {
      return "Filed";
    }
  }

  /**
   * Opens a journal; makes one if it is missing.
   *
   * @param file a file on a local disk, in a folder that exists; one process at a time may open it
   * @param clock for {@link Begun#since}
   * @throws IOException with one sentence for the user if it is damaged, of a later version, or
   *     cannot be read
   */
  public static FilingJournal open(Path file, Clock clock) throws IOException {
    Objects.requireNonNull(clock, "clock");
    return new FilingJournal(SqliteFile.open(Objects.requireNonNull(file, "file"), SCHEMA), clock);
  }

  /**
   * What is known of a photo; empty if nothing is: no request to file it has ever left, or the
   * journal was lost since.
   */
  public Optional<Entry> find(PhotoId photo) throws IOException {
    Objects.requireNonNull(photo, "photo");
    return store.read(sql -> find(sql, photo.toBytes()));
  }

  private static Optional<Entry> find(Sql sql, byte[] photo) throws SQLException {
    Optional<Entry> plain =
        sql.first(
            "SELECT reference, state, since FROM filing WHERE photo = ?",
            row ->
                row.getString(1) != null
                    ? new Filed(row.getString(1))
                    : new Begun(row.getString(2), Map.of(), Instant.ofEpochMilli(row.getLong(3))),
            photo);
    if (plain.orElse(null) instanceof Begun begun) {
      Map<String, String> values = new HashMap<>();
      sql.list(
          "SELECT name, value FROM filing_value WHERE photo = ?",
          row -> values.put(row.getString(1), row.getString(2)),
          photo);
      return Optional.of(new Begun(begun.state(), values, begun.since()));
    }
    return plain;
  }

  /**
   * Notes that a request to file the photo is about to leave, in place of what was noted before,
   * and from when.
   *
   * @param state the sink's own word for how far it is
   * @param values what the sink needs to go on, by names of its own; no secrets
   * @throws IllegalStateException if the photo is filed
   * @throws IOException if it could not be noted; the request must not leave then
   */
  public void begin(PhotoId photo, String state, Map<String, String> values) throws IOException {
    put(photo, new Begun(state, values, clock.instant()));
  }

  /**
   * Goes back to what was noted before, because the request certainly never arrived.
   *
   * @param before what {@link #find} returned before {@link #begin}
   * @throws IllegalStateException if the photo is filed
   */
  public void undo(PhotoId photo, Optional<Entry> before) throws IOException {
    if (before.orElse(null) instanceof Begun begun) {
      put(photo, begun);
      return;
    }
    byte[] id = Objects.requireNonNull(photo, "photo").toBytes();
    store.write(
        sql -> {
          checkNotFiled(sql, id);
          sql.update("DELETE FROM filing_value WHERE photo = ?", id);
          return sql.update("DELETE FROM filing WHERE photo = ?", id);
        });
  }

  private void put(PhotoId photo, Begun begun) throws IOException {
    byte[] id = Objects.requireNonNull(photo, "photo").toBytes();
    store.write(
        sql -> {
          checkNotFiled(sql, id);
          sql.update("DELETE FROM filing_value WHERE photo = ?", id);
          for (Map.Entry<String, String> value : begun.values().entrySet()) {
            sql.update(
                "INSERT INTO filing_value VALUES (?, ?, ?)", id, value.getKey(), value.getValue());
          }
          return sql.update(
              "INSERT OR REPLACE INTO filing VALUES (?, ?, ?, NULL)",
              id,
              begun.state(),
              begun.since().toEpochMilli());
        });
  }

  private static void checkNotFiled(Sql sql, byte[] photo) throws SQLException {
    if (find(sql, photo).orElse(null) instanceof Filed) {
      throw new IllegalStateException("the photo is filed already");
    }
  }

  /**
   * Notes that the target has the photo. If that is known already, the first reference stays.
   *
   * @param reference what the target calls it; may be empty
   * @return the reference that counts
   * @throws IOException if it could not be noted; the photo counts as before then
   */
  public String filed(PhotoId photo, String reference) throws IOException {
    byte[] id = Objects.requireNonNull(photo, "photo").toBytes();
    Objects.requireNonNull(reference, "reference");
    return store.write(
        sql -> {
          if (find(sql, id).orElse(null) instanceof Filed first) {
            return first.reference();
          }
          sql.update("DELETE FROM filing_value WHERE photo = ?", id);
          sql.update(
              "INSERT OR REPLACE INTO filing VALUES (?, NULL, ?, ?)",
              id,
              clock.millis(),
              reference);
          return reference;
        });
  }

  /** Waits for running calls, then closes the file. Later calls throw an IOException. */
  @Override
  public void close() throws IOException {
    store.close();
  }
}
