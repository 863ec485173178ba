package nz.co.medimage.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import nz.co.medimage.store.SqliteFile.Work;
import org.jspecify.annotations.Nullable;

/**
 * The connection that writes. Threads that want to write while another does share one transaction,
 * which is forced to disk once: each runs its statements itself, in turn and within a savepoint,
 * and the last of them commits for all. A thread that is alone waits for nobody.
 *
 * <p>Statements that fail are undone, and nothing else is. If the commit fails, or SQLite has given
 * up the transaction, as it may when the disk is full, all that share it fail.
 */
final class GroupCommit {
  /** So that the first one does not wait forever while others keep coming. */
  private static final int MOST = 50;

  private final ReentrantLock lock = new ReentrantLock();
  private final Path file;
  private final Connecting connecting;
  private @Nullable Sql connection;
  private @Nullable Group open;
  private boolean isClosed;

  /** Connects to the file, or says why that is impossible. */
  @FunctionalInterface
  interface Connecting {
    Sql connect() throws SQLException, IOException;
  }

  /** Those who share a transaction. */
  private static final class Group {
    private final Sql sql;
    private final CompletableFuture<Void> committed = new CompletableFuture<>();
    private int members;
    private int done;

    /** Whether SQLite has refused something, which another connection may not. */
    private boolean isTroubled;

    /** Why nothing of it can be committed any more. */
    private @Nullable Throwable lost;

    Group(Sql sql) {
      this.sql = sql;
    }

    /** Lets all go on who share it. */
    void end() {
      Throwable why = lost;
      if (why == null) {
        committed.complete(null);
      } else {
        committed.completeExceptionally(why);
      }
    }

    boolean mustEnd() {
      return lost != null || members >= MOST;
    }
  }

  GroupCommit(Path file, Connecting connecting) {
    this.file = file;
    this.connecting = connecting;
  }

  /**
   * Runs a transaction, which is on stable storage when this returns.
   *
   * @throws IllegalStateException if the thread is in one already
   */
  <T> T write(Work<T> work) throws SQLException, IOException {
    Group group;
    T result;
    enter();
    try {
      group = join();
      result = run(group, work);
    } finally {
      leave();
    }
    await(group);
    return result;
  }

  private void enter() {
    if (lock.isHeldByCurrentThread()) {
      throw new IllegalStateException("a transaction cannot be begun or closed within another");
    }
    lock.lock();
  }

  /** Leaves it to whoever waits for the lock to end what is open: that thread is sure to get it. */
  private void leave() {
    try {
      if (!lock.hasQueuedThreads() || (open != null && open.mustEnd())) {
        end();
      }
    } finally {
      lock.unlock();
    }
  }

  private Group join() throws SQLException, IOException {
    Group group = open;
    if (group == null) {
      group = new Group(connected());
      try {
        group.sql.update("BEGIN IMMEDIATE");
      } catch (SQLException | RuntimeException | Error e) {
        disconnect();
        throw e;
      }
      open = group;
    }
    group.members++;
    return group;
  }

  private Sql connected() throws SQLException, IOException {
    if (isClosed) {
      throw new IOException(file + " is closed");
    }
    Sql connected = connection;
    if (connected == null) {
      connected = connecting.connect();
      connection = connected;
    }
    return connected;
  }

  private static <T> T run(Group group, Work<T> work) throws SQLException, IOException {
    try {
      group.sql.update("SAVEPOINT member");
      T result = work.run(group.sql);
      group.sql.update("RELEASE member");
      group.done++;
      return result;
    } catch (SQLException | IOException | RuntimeException | Error e) {
      undo(group, e);
      throw e;
    }
  }

  private static void undo(Group group, Throwable failure) {
    group.isTroubled |= failure instanceof SQLException;
    try {
      group.sql.update("ROLLBACK TO member");
      group.sql.update("RELEASE member");
    } catch (SQLException | RuntimeException | Error e) {
      group.lost = failure;
    }
  }

  /** Commits what is open. */
  private void end() {
    Group group = open;
    if (group == null) {
      return;
    }
    open = null;
    try {
      if (group.lost == null) {
        group.sql.update(group.done > 0 ? "COMMIT" : "ROLLBACK");
      }
    } catch (SQLException | RuntimeException | Error e) {
      group.lost = e;
    }
    try {
      if (group.isTroubled || group.lost != null) {
        disconnect(); // ends the transaction too, whatever state it is in
      }
    } finally {
      group.end();
    }
  }

  /** Waits for whoever commits; an interrupt does not end that. */
  private static void await(Group group) throws SQLException {
    try {
      group.committed.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SQLException failure) {
        throw failure;
      }
      throw new SQLException("the transaction was not committed", e.getCause());
    }
  }

  private void disconnect() {
    SqliteFile.drop(connection);
    connection = null;
  }

  /** Ends what is open, and lets nothing begin any more. */
  void close() throws SQLException {
    enter();
    try {
      isClosed = true;
      end();
      if (connection != null) {
        connection.close();
        connection = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
