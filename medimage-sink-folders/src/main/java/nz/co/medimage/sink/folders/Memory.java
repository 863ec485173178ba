package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.FolderLock;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.store.Sql;
import nz.co.medimage.store.SqliteFile;
import org.jspecify.annotations.Nullable;

/**
 * What a sink remembers, in one SQLite file: under which name each photo was filed, and which are
 * on their way into which root. One process at a time has it, until the last user has let go. Safe
 * for use by several threads.
 */
final class Memory implements AutoCloseable {
  /** The main folder; copies are called by a name made from their path. */
  static final String MAIN = "";

  private static final List<List<String>> SCHEMA =
      List.of(
          List.of(
              "CREATE TABLE identity (id BLOB NOT NULL)",
              "INSERT INTO identity VALUES (randomblob(8))",
              "CREATE TABLE filed (id BLOB PRIMARY KEY, sha256 BLOB NOT NULL, name TEXT NOT NULL,"
                  + " hash INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID",
              "CREATE INDEX filed_hash ON filed (hash)",
              "CREATE TABLE placing (root TEXT, id BLOB, stage TEXT NOT NULL, sha256 BLOB NOT NULL,"
                  + " name TEXT NOT NULL, PRIMARY KEY (root, id)) WITHOUT ROWID"),
          Origins.SCHEMA);

  private final SqliteFile file;
  private final FolderLock lock;
  private final Clock clock;
  private final String identity;
  private @Nullable LocalDate pruned;
  private int users = 1;
  private boolean isClosed;

  private Memory(SqliteFile file, FolderLock lock, Clock clock, String identity) {
    this.file = file;
    this.lock = lock;
    this.clock = clock;
    this.identity = identity;
  }

  /**
   * Opens what lies in a state folder, and makes that if it is missing.
   *
   * @throws IOException with one sentence for the user if another sink has it, or the disk fails
   */
  static Memory open(Path state, Clock clock) throws IOException {
    DurableFiles.createPrivateFolders(state);
    FolderLock lock = FolderLock.take(state, "give each folder sink a state folder of its own");
    @Nullable SqliteFile file = null;
    boolean done = false;
    try {
      file = SqliteFile.open(state.resolve("photos.db"), SCHEMA);
      String identity =
          file.read(sql -> sql.first("SELECT id FROM identity", row -> hex(row.getBytes(1))))
              .orElseThrow(() -> new IOException(state + " is damaged; restore it from a backup"));
      Memory memory = new Memory(file, lock, clock, identity);
      done = true;
      return memory;
    } finally {
      if (!done) {
        if (file != null) {
          file.close();
        }
        lock.close();
      }
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** What tells this state, and copies of it, from all others. */
  String identity() {
    return identity;
  }

  /** Lets go once the last {@link #use} has ended. */
  @Override
  public synchronized void close() throws IOException {
    if (!isClosed) {
      isClosed = true;
      leave();
    }
  }

  /** A use, during which this stays open. */
  interface Use extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /**
   * Begins a use.
   *
   * @throws IOException if this is closed
   */
  synchronized Use use() throws IOException {
    if (isClosed) {
      throw new FolderException("the folder sink is closed");
    }
    users++;
    return this::leave;
  }

  private synchronized void leave() throws IOException {
    if (--users == 0) {
      try {
        file.close();
      } finally {
        lock.close();
      }
    }
  }

  Optional<Intent> filed(PhotoId id) throws IOException {
    return file.read(sql -> filed(sql, id));
  }

  private static Optional<Intent> filed(Sql sql, PhotoId id) throws SQLException {
    return sql.first(
        "SELECT 'CLAIMED', sha256, name FROM filed WHERE id = ?", Memory::intent, id.toBytes());
  }

  /** Whether a photo was filed under this name in the main folder, in any case or form. */
  boolean isFiledAs(String relative) throws IOException {
    String folded = Intents.fold(relative);
    return file
        .read(
            sql ->
                sql.list(
                    "SELECT name FROM filed WHERE hash = ?",
                    row -> row.getString(1),
                    hash(relative)))
        .stream()
        .anyMatch(name -> Intents.fold(name).equals(folded));
  }

  Optional<Intent> placing(String root, PhotoId id) throws IOException {
    return file.read(
        sql ->
            sql.first(
                "SELECT stage, sha256, name FROM placing WHERE root = ? AND id = ?",
                Memory::intent,
                root,
                id.toBytes()));
  }

  /** Some of the photos on their way into a root, in order, after the one given. */
  List<PhotoId> placing(String root, @Nullable PhotoId after, int most) throws IOException {
    byte[] from = after == null ? new byte[0] : after.toBytes();
    return file.read(
        sql ->
            sql.list(
                "SELECT id FROM placing WHERE root = ? AND id > ? ORDER BY id LIMIT ?",
                row -> PhotoId.ofBytes(row.getBytes(1)),
                root,
                from,
                most));
  }

  /** The names that photos on their way into a root have claimed. */
  Map<PhotoId, String> claims(String root) throws IOException {
    Map<PhotoId, String> claims = new HashMap<>();
    file.read(
        sql ->
            sql.list(
                "SELECT id, name FROM placing WHERE root = ? AND stage = 'CLAIMED'",
                row -> claims.put(PhotoId.ofBytes(row.getBytes(1)), row.getString(2)),
                root));
    return claims;
  }

  /** Remembers, durably, how far a photo is on its way into a root. */
  void put(String root, PhotoId id, Intent intent) throws IOException {
    file.write(sql -> put(sql, "REPLACE", root, id, intent));
  }

  void remove(String root, PhotoId id) throws IOException {
    file.write(sql -> remove(sql, root, id));
  }

  /** Remembers, durably and before a photo gets its name, that it has companions. */
  void announce(PhotoId id, Map<String, Intent> companions) throws IOException {
    file.write(sql -> putCompanions(sql, id, companions));
  }

  private static int putCompanions(Sql sql, PhotoId id, Map<String, Intent> companions)
      throws SQLException {
    for (Map.Entry<String, Intent> companion : companions.entrySet()) {
      put(sql, "IGNORE", MAIN + "/" + companion.getKey(), id, companion.getValue());
    }
    return companions.size();
  }

  /**
   * The companions of a photo that are on their way into the main folder, or lie there and are owed
   * to copies, each by what tells it from the others.
   */
  Map<String, Intent> companions(PhotoId id) throws IOException {
    Map<String, Intent> companions = new LinkedHashMap<>();
    file.read(
        sql ->
            sql.list(
                "SELECT stage, sha256, name, root FROM placing WHERE id = ? AND root LIKE '/%'"
                    + " ORDER BY root",
                row -> companions.put(row.getString(4).substring(1), intent(row)), id.toBytes()));
    return companions;
  }

  /** Remembers that a copy is no longer owed a photo, and forgets companions that none is owed. */
  void removeOwed(String root, PhotoId id) throws IOException {
    file.write(
        sql ->
            remove(sql, root, id)
                + sql.update(
                    "DELETE FROM placing WHERE id = ? AND root LIKE ? || '/%'", id.toBytes(), root)
                + sql.update(
                    "DELETE FROM placing WHERE id = ? AND root LIKE '/%' AND NOT EXISTS"
                        + " (SELECT 1 FROM placing WHERE id = ? AND root NOT LIKE '/%')",
                    id.toBytes(), id.toBytes())
                + Origins.removeSettled(sql, id));
  }

  /** Below which folder a photo was filed that is owed; empty if an earlier version filed it. */
  Optional<String> origin(PhotoId id) throws IOException {
    return file.read(sql -> Origins.find(sql, id));
  }

  /** Remembers, durably, below which folder earlier versions filed what is owed. */
  void assumeOrigin(String main) throws IOException {
    Origins.assume(file, main);
  }

  /**
   * Remembers, in one durable step, that a photo is filed with its companions and which copies are
   * owed.
   *
   * @param main the folder below which it is filed
   */
  void settle(
      PhotoId id, Intent placed, Map<String, Intent> companions, List<String> owed, String main)
      throws IOException {
    prune();
    file.write(
        sql -> {
          fileAs(sql, id, placed);
          sql.update("DELETE FROM placing WHERE id = ? AND root LIKE '/%'", id.toBytes());
          putCompanions(sql, id, owed.isEmpty() ? Map.of() : companions);
          for (String root : owed) {
            Intent copy = new Intent(Intent.Stage.OWED, placed.sha256(), placed.relative());
            put(sql, "IGNORE", root, id, copy);
          }
          if (!owed.isEmpty()) {
            Origins.put(sql, id, main);
          }
          return remove(sql, MAIN, id);
        });
  }

  /**
   * Whether and as what a photo was filed. If nothing is known of it, what an earlier version
   * remembered of its envelope counts for it, and is on stable storage under its id when this
   * returns; only if that had this content, as another device may have taken the envelope's id.
   */
  Optional<Intent> filed(PhotoId id, String sha256) throws IOException {
    byte[] earlier = Remembered.of(id.envelope()).toBytes();
    byte[] content = HexFormat.of().parseHex(sha256);
    Optional<Optional<Intent>> known =
        file.read(
            sql -> {
              Optional<Intent> filed = filed(sql, id);
              boolean isOfEarlier = filed.isEmpty() && isKnown(sql, earlier, content);
              return isOfEarlier ? Optional.empty() : Optional.of(filed);
            });
    if (known.isPresent()) {
      return known.get();
    }
    file.write(
        sql ->
            sql.update("UPDATE OR IGNORE filed SET id = ? WHERE id = ?", id.toBytes(), earlier)
                + sql.update(
                    "UPDATE OR IGNORE placing SET id = ? WHERE id = ?", id.toBytes(), earlier)
                + sql.update(
                    "UPDATE OR IGNORE origin SET id = ? WHERE id = ?", id.toBytes(), earlier));
    return filed(id);
  }

  private static boolean isKnown(Sql sql, byte[] id, byte[] sha256) throws SQLException {
    return sql.first(
            "SELECT 1 FROM filed WHERE id = ? AND sha256 = ? UNION ALL"
                + " SELECT 1 FROM placing WHERE root = ? AND id = ? AND sha256 = ?",
            row -> 1,
            id,
            sha256,
            MAIN,
            id,
            sha256)
        .isPresent();
  }

  /** Takes over what an earlier version kept in files; what is known already stays. */
  void take(List<Remembered> found) throws IOException {
    file.write(
        sql -> {
          for (Remembered one : found) {
            if (one.root() == null) {
              fileAs(sql, one.id(), one.intent());
            } else {
              put(sql, "IGNORE", one.root(), one.id(), one.intent());
            }
          }
          return found.size();
        });
  }

  private int fileAs(Sql sql, PhotoId id, Intent placed) throws SQLException {
    return sql.update(
        "INSERT OR IGNORE INTO filed (id, sha256, name, hash, at) VALUES (?, ?, ?, ?, ?)",
        id.toBytes(),
        HexFormat.of().parseHex(placed.sha256()),
        placed.relative(),
        hash(placed.relative()),
        clock.millis());
  }

  private static int put(Sql sql, String or, String root, PhotoId id, Intent intent)
      throws SQLException {
    return sql.update(
        "INSERT OR " + or + " INTO placing (root, id, stage, sha256, name) VALUES (?, ?, ?, ?, ?)",
        root,
        id.toBytes(),
        intent.stage().name(),
        HexFormat.of().parseHex(intent.sha256()),
        intent.relative());
  }

  private static int remove(Sql sql, String root, PhotoId id) throws SQLException {
    return sql.update("DELETE FROM placing WHERE root = ? AND id = ?", root, id.toBytes());
  }

  /** Once a day, forgets what is old. */
  private void prune() throws IOException {
    Instant now = clock.instant();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    synchronized (this) {
      if (today.equals(pruned)) {
        return;
      }
      pruned = today;
    }
    Pruning.forgetOld(file, now);
  }

  private static Intent intent(ResultSet row) throws SQLException {
    return new Intent(
        Intent.Stage.valueOf(row.getString(1)), hex(row.getBytes(2)), row.getString(3));
  }

  private static long hash(String relative) {
    byte[] folded = Intents.fold(relative).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(Sha256.of(folded)).getLong();
  }
}
