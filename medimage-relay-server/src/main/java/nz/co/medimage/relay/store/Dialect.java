package nz.co.medimage.relay.store;

import com.zaxxer.hikari.HikariConfig;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What differs between the databases. */
interface Dialect {

  /** Names the files with statements for this one alone. */
  String name();

  /** The pool of connections that change something. */
  HikariConfig writers();

  /** The pool of those that only read; empty if one pool serves both. */
  Optional<HikariConfig> readers();

  /** Whether this is how the database says that it has no room. */
  boolean isFull(SQLException e);

  /** What names a failure; null if nothing does, as where there is no connection. */
  @Nullable String code(SQLException e);

  /**
   * Whether it takes several statements, with values, in one round trip, and how a transaction ends
   * is said when it does.
   */
  boolean takesSeveral();

  /** Begins a transaction that changes something. */
  List<String> begin(Durability durability);

  /** Ends a transaction. */
  List<String> commit(Durability durability);

  /**
   * The statement that alone, and lazily, appends to a message that some of the bytes have come of
   * and that is not whole afterwards; it takes and gives what {@link MessageBytes#grow} says. Empty
   * if that takes several here.
   */
  Optional<String> growth();

  /** What a query ends with that keeps its rows for its transaction. */
  String lock();

  /** Keeps other nodes from changing the schema until this transaction ends. */
  void lockSchema(Sql sql) throws SQLException;

  /** Has other nodes told what changed, if this transaction is committed. */
  void signal(Sql sql, List<UUID> changed) throws SQLException;

  /** Has {@code listener} told what other nodes change, until what it returns is closed. */
  Signals listen(RelayStore.Listener listener);

  /** Bytes of room that are left, as far as that is known; else {@link Long#MAX_VALUE}. */
  long room(Database database) throws IOException;

  /** Gives the disk back what is free, in short steps. */
  void tidy(Database database) throws IOException;
}
