package nz.co.medimage.receiver;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.receiver.internal.state.DamagedStateException;

/**
 * Requests to try a photo again, perhaps under a tag that a person gave it: a file for each, named
 * by the photo, which stays until the request is done. So a process that does not run the home can
 * leave one for the process that does. Its first line is random and tells one request from the
 * next; of an assignment three more follow: when, the tag, by whom. Safe for use by several
 * threads.
 */
final class ReplayRequests {
  /** A process cannot lock a file twice, so its threads take turns here. */
  private static final Map<Path, ReentrantLock> IN_THIS_PROCESS = new ConcurrentHashMap<>();

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private final Path folder;
  private final Path lock;
  private final Map<PhotoId, String> begun = new ConcurrentHashMap<>();

  /**
   * That a person said whose a photo is.
   *
   * @param at when, truncated to milliseconds
   * @param by who
   * @param tag what to file it under
   */
  record Assigned(Instant at, String by, PatientTag tag) {
    /** Truncates to milliseconds, as the ledger does, where it is looked for. */
    Assigned {
      at = at.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Leaves the tag out: it names a patient. */
    @Override
    public String toString() {
      return "Assigned[" + at + "]";
    }
  }

  ReplayRequests(Path folder) {
    this.folder = folder;
    lock = folder.resolveSibling("requests.lock");
  }

  /** Work that is done while nobody else adds or removes a request of this home. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /**
   * Runs something while no other thread or process runs such a thing. Not reentrant.
   *
   * @throws IOException with one sentence if another process does it for 10 s; try again
   */
  <T> T locked(Work<T> work) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    ReentrantLock turn =
        IN_THIS_PROCESS.computeIfAbsent(lock.toAbsolutePath(), path -> new ReentrantLock());
    take(turn);
    try (FileChannel file = FileChannel.open(lock, CREATE, WRITE);
        FileLock mine = lock(file, end)) {
      Objects.requireNonNull(mine);
      return work.run();
    } finally {
      turn.unlock();
    }
  }

  private void take(ReentrantLock turn) throws IOException {
    try {
      if (!turn.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        throw held();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted before it was its turn at " + lock);
    }
  }

  /** Polls, as nothing signals that another process has released a lock of a file. */
  private FileLock lock(FileChannel file, long end) throws IOException {
    FileLock mine = file.tryLock();
    while (mine == null) {
      if (System.nanoTime() - end > 0) {
        throw held();
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      mine = file.tryLock();
    }
    return mine;
  }

  private IOException held() {
    return new IOException(
        "another process holds " + lock + "; see whether a 'medimage' hangs, and try again");
  }

  /** Requests another try; a tag that a person gave the photo stays. */
  void add(PhotoId id) throws IOException {
    locked(
        () -> {
          write(id, read(id).map(ReplayRequests::afterFirstLine).orElse(""));
          return id;
        });
  }

  /** Requests that a photo is filed under a tag; only within {@link #locked}. */
  void assign(PhotoId id, Assigned to) throws IOException {
    write(id, "\n" + to.at() + "\n" + to.tag() + "\n" + to.by());
  }

  private void write(PhotoId id, String more) throws IOException {
    String request = UUID.randomUUID() + more;
    DurableFiles.write(file(id), request.getBytes(StandardCharsets.UTF_8));
  }

  private static String afterFirstLine(String request) {
    int end = request.indexOf('\n');
    return end < 0 ? "" : request.substring(end);
  }

  /**
   * The tag that a person gave a photo, if one did and it is not filed yet.
   *
   * @throws DamagedStateException with one sentence, if the request is damaged
   */
  Optional<Assigned> assigned(PhotoId id) throws IOException {
    Optional<String> request = read(id);
    if (request.isEmpty() || afterFirstLine(request.get()).isEmpty()) {
      return Optional.empty();
    }
    String[] lines = request.get().split("\n", -1);
    try {
      return Optional.of(
          new Assigned(Instant.parse(lines[1]), lines[3], PatientTag.parse(lines[2])));
    } catch (DateTimeException | IllegalArgumentException | IndexOutOfBoundsException e) {
      // Not passed on: it can quote the tag.
      throw new DamagedStateException(
          file(id) + " is damaged; remove it and assign the photo again");
    }
  }

  List<PhotoId> list() throws IOException {
    List<PhotoId> ids = new ArrayList<>();
    for (Path file : Folders.list(folder)) {
      try {
        ids.add(PhotoId.parse(file.getFileName().toString()));
      } catch (IllegalArgumentException e) {
        // half written, or not ours
      }
    }
    return ids;
  }

  /** What is done from now on is for the request that is there now; false if there is none. */
  boolean begin(PhotoId id) throws IOException {
    Optional<String> request = read(id);
    request.ifPresent(there -> begun.putIfAbsent(id, there));
    return request.isPresent();
  }

  /** Whether there is one. */
  boolean isThere(PhotoId id) {
    return Files.exists(file(id));
  }

  /** Whether there is another one than that which was begun. */
  boolean isRenewed(PhotoId id) throws IOException {
    String before = begun.get(id);
    return before != null && read(id).filter(now -> !now.equals(before)).isPresent();
  }

  /** What is done from now on is for the request that is there now, and for no earlier one. */
  void beginAnew(PhotoId id) throws IOException {
    read(id).ifPresent(there -> begun.put(id, there));
  }

  private Optional<String> read(PhotoId id) throws IOException {
    try {
      return Optional.of(Files.readString(file(id), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Takes out the request that was begun; one that was made since stays. */
  void done(PhotoId id) throws IOException {
    String done = begun.remove(id);
    if (done != null) {
      locked(() -> read(id).filter(done::equals).isPresent() && Files.deleteIfExists(file(id)));
    }
  }

  private Path file(PhotoId id) {
    return folder.resolve(id.toString());
  }
}
