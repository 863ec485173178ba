package nz.co.medimage.receiver;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.Moshi;
import com.squareup.moshi.Types;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.HoldCode;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.receiver.internal.state.Assignment;
import nz.co.medimage.receiver.internal.state.LedgerEntry;
import nz.co.medimage.receiver.internal.state.Settlement;
import nz.co.medimage.store.Sql;
import org.jspecify.annotations.Nullable;

/** The tables of the ledger. Ids begin with their time, so entries lie in the order of time. */
final class LedgerTable {
  static final List<List<String>> SCHEMA =
      List.of(
          List.of(
              "CREATE TABLE device (number INTEGER PRIMARY KEY, pairing BLOB NOT NULL,"
                  + " name TEXT NOT NULL, seen INTEGER, UNIQUE (pairing, name))",
              "CREATE TABLE entry (id BLOB PRIMARY KEY, device INTEGER NOT NULL,"
                  + " size INTEGER NOT NULL, at INTEGER NOT NULL, rejection TEXT, message TEXT,"
                  + " filed TEXT, followed TEXT, envelope BLOB) WITHOUT ROWID"),
          List.of(
              "CREATE TABLE assignment (id BLOB NOT NULL, at INTEGER NOT NULL, by TEXT NOT NULL,"
                  + " before TEXT NOT NULL, after TEXT NOT NULL, PRIMARY KEY (id, at))"
                  + " WITHOUT ROWID"),
          List.of(
              "CREATE TABLE settlement (id BLOB NOT NULL, at INTEGER NOT NULL,"
                  + " sink TEXT NOT NULL, by TEXT NOT NULL, filed INTEGER NOT NULL,"
                  + " PRIMARY KEY (id, at, sink)) WITHOUT ROWID"));

  /** In the place of a rejection of one that is held; no code of a rejection begins so. */
  private static final String HELD = "held:";

  /** In this order, as otherwise all entries would be sorted. */
  private static final String SELECT =
      "SELECT id, pairing, name, size, at, rejection, message, filed, followed, envelope"
          + " FROM entry CROSS JOIN device ON device.number = entry.device ";

  private static final JsonAdapter<List<String>> TEXTS =
      new Moshi.Builder().build().adapter(Types.newParameterizedType(List.class, String.class));

  private LedgerTable() {}

  /** The entry, if there is one; an {@link IllegalArgumentException} if it is damaged. */
  static Optional<LedgerEntry> find(Sql sql, PhotoId id) throws SQLException {
    return sql.first(SELECT + "WHERE id = ?", LedgerTable::entry, (Object) id.toBytes());
  }

  /** The first photo whose envelope has an id. */
  static Optional<PhotoId> photo(Sql sql, EnvelopeId id) throws SQLException {
    return sql.first(
            "SELECT id FROM entry WHERE id > ? ORDER BY id LIMIT 1",
            row -> PhotoId.ofBytes(row.getBytes(1)),
            (Object) id.toBytes())
        .filter(photo -> photo.envelope().equals(id));
  }

  /** In the order of the table, so that no more rows are read than are wanted. */
  static final String PAGE = SELECT + "WHERE id < ? ORDER BY id DESC LIMIT ?";

  /** Greater than every id. */
  private static final byte[] END = {
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1
  };

  /** The newest first; what is damaged goes to {@code damaged} instead. */
  static List<LedgerEntry> page(
      Sql sql, Optional<PhotoId> before, int limit, Consumer<PhotoId> damaged) throws SQLException {
    List<LedgerEntry> page = new ArrayList<>();
    byte[] end = before.map(PhotoId::toBytes).orElse(END);
    boolean more = true;
    while (more && page.size() < limit) {
      int wanted = limit - page.size();
      List<byte[]> ids = new ArrayList<>();
      sql.list(
              PAGE,
              row -> {
                ids.add(row.getBytes(1));
                return readable(row, damaged);
              },
              end,
              wanted)
          .forEach(entry -> entry.ifPresent(page::add));
      more = ids.size() == wanted;
      end = ids.isEmpty() ? end : ids.get(ids.size() - 1);
    }
    return page;
  }

  /** Of all photos whose envelope has an id; what is damaged goes to {@code damaged} instead. */
  static List<LedgerEntry> ofEnvelope(Sql sql, EnvelopeId id, Consumer<PhotoId> damaged)
      throws SQLException {
    byte[] first = id.toBytes();
    byte[] last = Arrays.copyOf(first, first.length + END.length);
    Arrays.fill(last, first.length, last.length, (byte) -1);
    return sql
        .list(
            SELECT + "WHERE id BETWEEN ? AND ? ORDER BY id DESC",
            row -> readable(row, damaged),
            first,
            last)
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<LedgerEntry> readable(ResultSet row, Consumer<PhotoId> damaged)
      throws SQLException {
    PhotoId id = PhotoId.ofBytes(row.getBytes(1));
    try {
      return Optional.of(entry(row));
    } catch (IllegalArgumentException e) {
      damaged.accept(id);
      return Optional.empty();
    }
  }

  /** Adds an entry or replaces it, and the latest time that was seen of its device. */
  static int put(Sql sql, LedgerEntry entry, Optional<Instant> seen) throws SQLException {
    int device = device(sql, entry);
    if (seen.isPresent()) {
      sql.update(
          "UPDATE device SET seen = max(?, coalesce(seen, 0)) WHERE number = ?",
          seen.get().toEpochMilli(),
          device);
    }
    return sql.update(
        "INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        entry.photo().toBytes(),
        device,
        entry.size(),
        entry.receipt().at().toEpochMilli(),
        rejection(entry.receipt()),
        message(entry.receipt()),
        texts(entry.filed()),
        texts(entry.followUps()),
        entry.isAnswerable() ? HexFormat.of().parseHex(entry.envelopeSha256()) : null);
  }

  private static @Nullable String rejection(Receipt receipt) {
    if (receipt instanceof Receipt.Held held) {
      return HELD + held.code();
    }
    return receipt instanceof Receipt.Rejected rejected ? rejected.code().name() : null;
  }

  /** Of a delivery, which has no sentence, its echo. */
  private static @Nullable String message(Receipt receipt) {
    if (receipt instanceof Receipt.Delivered delivered) {
      return delivered.echo().orElse(null);
    }
    return receipt instanceof Receipt.Held held
        ? held.message()
        : ((Receipt.Rejected) receipt).message();
  }

  private static Receipt receipt(ResultSet row, EnvelopeId id, Instant at) throws SQLException {
    String rejection = row.getString(6);
    String message = text(row, 7);
    if (rejection == null) {
      Receipt.Delivered delivered = Receipt.delivered(id, at, filed(row.getString(8)));
      return message.isEmpty() ? delivered : delivered.withEcho(message);
    }
    return rejection.startsWith(HELD)
        ? Receipt.held(id, at, HoldCode.of(rejection.substring(HELD.length())), message)
        : Receipt.rejected(id, at, RejectionCode.of(rejection), message);
  }

  /** Notes that a person filed a photo under another tag. */
  static void assign(Sql sql, PhotoId id, Assignment assignment) throws SQLException {
    sql.update(
        "INSERT OR REPLACE INTO assignment VALUES (?, ?, ?, ?, ?)",
        id.toBytes(),
        assignment.at().toEpochMilli(),
        assignment.by(),
        assignment.from(),
        assignment.to());
  }

  /** Who filed photos under other tags, the first one first of each photo. */
  static Map<PhotoId, List<Assignment>> assignments(Sql sql, Collection<PhotoId> ids)
      throws SQLException {
    Map<PhotoId, List<Assignment>> all = new HashMap<>();
    for (PhotoId id : ids) {
      all.put(id, assignments(sql, id));
    }
    return all;
  }

  private static List<Assignment> assignments(Sql sql, PhotoId id) throws SQLException {
    return sql.list(
        "SELECT at, by, before, after FROM assignment WHERE id = ? ORDER BY at",
        row ->
            new Assignment(
                Instant.ofEpochMilli(row.getLong(1)),
                row.getString(2),
                row.getString(3),
                row.getString(4)),
        (Object) id.toBytes());
  }

  /** Notes that a person said whether a sink has a photo. */
  static int settle(Sql sql, PhotoId id, Settlement settlement) throws SQLException {
    return sql.update(
        "INSERT OR REPLACE INTO settlement VALUES (?, ?, ?, ?, ?)",
        id.toBytes(),
        settlement.at().toEpochMilli(),
        settlement.sink(),
        settlement.by(),
        settlement.filed() ? 1 : 0);
  }

  /** What people said of a photo, the first first. */
  static List<Settlement> settlements(Sql sql, PhotoId id) throws SQLException {
    return sql.list(
        "SELECT at, by, sink, filed FROM settlement WHERE id = ? ORDER BY at, sink",
        row ->
            new Settlement(
                Instant.ofEpochMilli(row.getLong(1)),
                row.getString(2),
                row.getString(3),
                row.getInt(4) != 0),
        (Object) id.toBytes());
  }

  static boolean holds(Sql sql, PhotoId id) throws SQLException {
    return sql.first("SELECT 1 FROM entry WHERE id = ?", row -> 1, (Object) id.toBytes())
        .isPresent();
  }

  /** Those of some of which there is an entry. */
  static Set<PhotoId> held(Sql sql, Collection<PhotoId> ids) throws SQLException {
    Set<PhotoId> held = new HashSet<>();
    for (PhotoId id : ids) {
      if (holds(sql, id)) {
        held.add(id);
      }
    }
    return held;
  }

  private static int device(Sql sql, LedgerEntry entry) throws SQLException {
    byte[] pairing = entry.pairing().toBytes();
    String find = "SELECT number FROM device WHERE pairing = ? AND name = ?";
    Optional<Integer> known = sql.first(find, row -> row.getInt(1), pairing, entry.from());
    if (known.isPresent()) {
      return known.get();
    }
    sql.update("INSERT INTO device (pairing, name) VALUES (?, ?)", pairing, entry.from());
    return sql.first(find, row -> row.getInt(1), pairing, entry.from()).orElseThrow();
  }

  /** The latest time that was seen of each device. */
  static Map<PairingId, Instant> seen(Sql sql) throws SQLException {
    Map<PairingId, Instant> seen = new HashMap<>();
    sql.list(
            "SELECT pairing, max(seen) FROM device WHERE seen IS NOT NULL GROUP BY pairing",
            row -> Map.entry(pairing(row, 1), Instant.ofEpochMilli(row.getLong(2))))
        .forEach(entry -> seen.put(entry.getKey(), entry.getValue()));
    return seen;
  }

  /** Forgets up to so many of what is from before a time and was decided before it; how many. */
  static int forget(Sql sql, Instant before, int limit) throws SQLException {
    for (String table : List.of("assignment", "settlement")) {
      sql.update(
          "DELETE FROM "
              + table
              + " WHERE id IN (SELECT id FROM entry WHERE id < ? AND at < ? LIMIT ?)",
          firstId(before),
          before.toEpochMilli(),
          limit);
    }
    return sql.update(
        "DELETE FROM entry WHERE id IN (SELECT id FROM entry WHERE id < ? AND at < ? LIMIT ?)",
        firstId(before),
        before.toEpochMilli(),
        limit);
  }

  /** Its first six bytes; less than each id of that time or later. */
  private static byte[] firstId(Instant time) {
    long millis = Math.max(0, time.toEpochMilli());
    byte[] id = new byte[6];
    for (int i = 0; i < id.length; i++) {
      id[i] = (byte) (millis >> (8 * (5 - i)));
    }
    return id;
  }

  private static LedgerEntry entry(ResultSet row) throws SQLException {
    EnvelopeId id = PhotoId.ofBytes(row.getBytes(1)).envelope();
    Instant at = Instant.ofEpochMilli(row.getLong(5));
    byte[] envelope = row.getBytes(10);
    return new LedgerEntry(
        receipt(row, id, at),
        pairing(row, 2),
        text(row, 3),
        row.getLong(4),
        filed(row.getString(9)),
        envelope == null ? "" : HexFormat.of().formatHex(envelope));
  }

  private static PairingId pairing(ResultSet row, int column) throws SQLException {
    return PairingId.ofBytes(row.getBytes(column));
  }

  private static String text(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }

  /** Sink, reference, sink, reference; nothing for none. */
  private static @Nullable String texts(List<SinkReference> places) {
    if (places.isEmpty()) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    places.forEach(place -> texts.addAll(List.of(place.sink(), place.reference())));
    return TEXTS.toJson(texts);
  }

  private static List<SinkReference> filed(@Nullable String json) {
    List<SinkReference> places = new ArrayList<>();
    if (json != null) {
      List<String> texts = read(json);
      for (int i = 0; i + 1 < texts.size(); i += 2) {
        places.add(new SinkReference(texts.get(i), texts.get(i + 1)));
      }
    }
    return places;
  }

  private static List<String> read(String json) {
    try {
      List<String> texts = TEXTS.fromJson(json);
      if (texts != null && !texts.contains(null)) {
        return texts;
      }
    } catch (IOException | RuntimeException e) {
      // It is not passed on: it can quote the text.
    }
    throw new IllegalArgumentException("a list of places is damaged");
  }
}
