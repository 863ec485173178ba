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
 * next. The second says what the person knew of the photo, and is empty once the receiver has taken
 * the request up. Of an assignment three more follow: when, the tag, by whom. Safe for use by
 * several threads.
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

  /**
   * A request as it lies here.
   *
   * @param name tells it from the next one
   * @param basis the {@link Revision#facts} for which it was made; empty once it is taken up
   * @param assigned the tag that a person gave the photo, if one did
   */
  record Request(String name, String basis, Optional<Assigned> assigned) {
    private Request takenUp() {
      return new Request(name, "", assigned);
    }

    private byte[] lines() {
      String tag = assigned.map(to -> "\n" + to.at() + "\n" + to.tag() + "\n" + to.by()).orElse("");
      return (name + "\n" + basis + tag).getBytes(StandardCharsets.UTF_8);
    }

    /** Leaves the tag out: it names a patient. */
    @Override
    public String toString() {
      return "Request[" + name + "]";
    }
  }

  ReplayRequests(Path folder) {
    this.folder = folder;
    lock = folder.resolveSibling("requests.lock");
  }

  /** Work that is done while nobody else adds or removes a request of this home. */
  @FunctionalInterface
  interface Work<T, X extends Exception> {
    T run() throws IOException, X;
  }

  /**
   * Runs something while no other thread or process runs such a thing. Not reentrant.
   *
   * @throws IOException with one sentence if another process does it for 10 s; try again
   */
  <T, X extends Exception> T locked(Work<T, X> work) throws IOException, X {
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

  /**
   * Requests another try; a tag that a person gave the photo stays. Only within {@link #locked}.
   *
   * @param basis the {@link Revision#facts} for which it is made
   */
  void add(PhotoId id, String basis) throws IOException {
    write(id, new Request(freshName(), basis, assigned(id)));
  }

  /** Requests that a photo is filed under a tag; only within {@link #locked}. */
  void assign(PhotoId id, String basis, Assigned to) throws IOException {
    write(id, new Request(freshName(), basis, Optional.of(to)));
  }

  private static String freshName() {
    return UUID.randomUUID().toString();
  }

  private void write(PhotoId id, Request request) throws IOException {
    DurableFiles.write(file(id), request.lines());
  }

  /**
   * The tag that a person gave a photo, if one did and it is not filed yet.
   *
   * @throws DamagedStateException with one sentence, if the request is damaged
   */
  Optional<Assigned> assigned(PhotoId id) throws IOException {
    return find(id).flatMap(Request::assigned);
  }

  /**
   * What is asked for now.
   *
   * @throws DamagedStateException with one sentence, if the request is damaged
   */
  Optional<Request> find(PhotoId id) throws IOException {
    Optional<String> there = read(id);
    return there.isEmpty() ? Optional.empty() : Optional.of(parsed(id, there.get()));
  }

  private Request parsed(PhotoId id, String request) throws DamagedStateException {
    String[] lines = request.split("\n", -1);
    try {
      Optional<Assigned> to =
          lines.length == 2
              ? Optional.empty()
              : Optional.of(
                  new Assigned(Instant.parse(lines[2]), lines[4], PatientTag.parse(lines[3])));
      return new Request(lines[0], lines[1], to);
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
    Optional<String> name = name(id);
    name.ifPresent(there -> begun.putIfAbsent(id, there));
    return name.isPresent();
  }

  /** Says whether a photo is still what a person knew of it. */
  @FunctionalInterface
  interface Check {
    boolean isStill(String basis) throws IOException;
  }

  /**
   * Takes a request up, unless it is for an earlier state of the photo: then it is taken out. One
   * that was taken up is carried out, also after a crash.
   *
   * @return the request that was taken out
   */
  Optional<Request> takeUp(PhotoId id, Check check) throws IOException {
    if (find(id).filter(there -> !there.basis().isEmpty()).isEmpty()) {
      return Optional.empty();
    }
    return locked(
        () -> {
          Optional<Request> fresh = find(id).filter(there -> !there.basis().isEmpty());
          if (fresh.isEmpty()) {
            return fresh;
          }
          if (check.isStill(fresh.get().basis())) {
            write(id, fresh.get().takenUp());
            return Optional.empty();
          }
          begun.remove(id);
          Files.delete(file(id));
          return fresh;
        });
  }

  /**
   * Goes on with the request that is there now, of a photo that is being worked on, and so has not
   * changed since.
   *
   * @return the tag that it asks for, if it does
   */
  Optional<Assigned> goOn(PhotoId id) throws IOException {
    return locked(
        () -> {
          Optional<Request> there = find(id);
          if (there.isPresent()) {
            if (!there.get().basis().isEmpty()) {
              write(id, there.get().takenUp());
            }
            begun.put(id, there.get().name());
          }
          return there.flatMap(Request::assigned);
        });
  }

  /** Whether there is one. */
  boolean isThere(PhotoId id) {
    return Files.exists(file(id));
  }

  /** Whether there is another one than that which was begun. */
  boolean isRenewed(PhotoId id) throws IOException {
    String before = begun.get(id);
    return before != null && name(id).filter(now -> !now.equals(before)).isPresent();
  }

  /** What is done from now on is for the request that is there now, and for no earlier one. */
  void beginAnew(PhotoId id) throws IOException {
    name(id).ifPresent(there -> begun.put(id, there));
  }

  /** The first line alone, which is there even of a damaged one. */
  private Optional<String> name(PhotoId id) throws IOException {
    return read(id).map(request -> request.split("\n", 2)[0]);
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
      locked(() -> name(id).filter(done::equals).isPresent() && Files.deleteIfExists(file(id)));
    }
  }

  private Path file(PhotoId id) {
    return folder.resolve(id.toString());
  }
}
