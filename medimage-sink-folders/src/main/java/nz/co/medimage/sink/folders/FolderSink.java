package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Filed;
import nz.co.medimage.api.spi.PhotoRefusedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files photos into patient folders below a main folder, and copies of them below further folders.
 *
 * <p>{@code #ZAC5361 arm}, captured at 09:21:45 on 10 August 2017, becomes {@code
 * ZAC5361/arm-10-Aug-2017-09-21-45.jpg}; that path, always with {@code /}, is the reference that
 * {@link #write} returns. A name that is taken gets {@code -2}, {@code -3} and so on appended;
 * nothing that exists is ever overwritten or removed.
 *
 * <p>A photo appears whole: it is written beside as a hidden file, forced to disk and renamed into
 * place over a reservation of its name. The main folder itself is never made by {@link #write}: if
 * it is missing, or lacks the hidden file that {@link #start} left in it, the share that it lies on
 * is away, and {@code write} fails until it is back. A copy never delays or fails {@code write}:
 * what a copy folder has not got yet is remembered, also over restarts, and caught up by a thread
 * of this sink.
 *
 * <p>What it remembers lies in the state folder: for each photo that was filed a small file, in a
 * folder for the day on which the photo was sealed, deleted five years after that day; receivers
 * refuse envelopes that old.
 *
 * <p>Two sinks must not share a state folder. Safe for use by several threads.
 */
public final class FolderSink implements Sink {
  private static final Logger LOG = LoggerFactory.getLogger(FolderSink.class);

  private final String id;
  private final PhotoFolder main;
  private final List<PhotoFolder> copies;
  private final FiledMemory memory;
  private final KnownFolders known;
  private final CopyThread copier;

  private FolderSink(Builder builder, Path state) {
    id = builder.id;
    known = new KnownFolders(state.resolve("folders"));
    main = new PhotoFolder(builder.main, new Intents(state.resolve("open")), known);
    copies = builder.copies.stream().map(copy -> PhotoFolder.copyTo(copy, state, known)).toList();
    memory = new FiledMemory(state.resolve("filed"), builder.clock);
    copier = new CopyThread(main, copies, memory, builder.backoff);
  }

  /**
   * Begins with the main folder.
   *
   * @param main an absolute path, or one that is taken relative to the working folder
   */
  public static Builder to(Path main) {
    return new Builder(main);
  }

  @Override
  public String id() {
    return id;
  }

  /**
   * Checks the folders, at start-up: makes main and copy folders that are missing, but only those
   * that no earlier call has seen, and leaves a hidden file in each, by which it is known again.
   * One that was there before and is missing now, or is there without that file, is away, which is
   * no error.
   *
   * @throws IOException with one sentence for the user if a folder is a file, cannot be made or
   *     cannot be written to
   */
  @Override
  public void start() throws IOException {
    known.prepare(main.root());
    for (PhotoFolder copy : copies) {
      known.prepare(copy.root());
    }
    settleWhatIsWhole();
  }

  /**
   * The last step of {@link #file} is not forced to disk, so that a power cut may take it back when
   * the receiver has seen the photo filed, and will not come again.
   */
  private void settleWhatIsWhole() throws IOException {
    for (EnvelopeId photoId : main.intents().ids()) {
      try {
        main.mustBeThere();
        if (memory.find(photoId).isPresent()) {
          main.intents().remove(photoId);
        } else {
          Optional<Intent> placed = main.findWhole(photoId);
          if (placed.isPresent()) {
            settle(photoId, placed.get());
          }
        }
      } catch (IOException | InvalidPathException e) {
        LOG.debug("What is known of {} is left as it is", photoId);
      }
    }
  }

  @Override
  public Filed write(StagedPhoto photo) throws IOException, PhotoRefusedException {
    try {
      return new Filed(id, file(photo));
    } catch (ClosedByInterruptException e) {
      throw new InterruptedIOException("interrupted while writing to " + main.root());
    } catch (FileSystemException e) {
      // Without the cause, here and below: its message is a path, and that holds a patient id.
      throw new IOException(Sentences.failed("write to", main.root(), e));
    } catch (InvalidPathException e) {
      throw new IOException(Sentences.unnameable());
    } catch (DirectoryIteratorException e) {
      throw new IOException("cannot list what was filed in " + main.root());
    }
  }

  private String file(StagedPhoto photo) throws IOException, PhotoRefusedException {
    EnvelopeId photoId = photo.id();
    Optional<Intent> filed = memory.find(photoId);
    if (filed.isPresent()) {
      copier.wake(); // an earlier attempt may have been cut off before it came to this
      return filed.get().relative();
    }
    main.mustBeThere();
    Intent placed =
        main.place(
            photoId, PhotoName.of(photo.manifest()), photo.file(), photo.manifest().sha256());
    settle(photoId, placed);
    return placed.relative();
  }

  private void settle(EnvelopeId photoId, Intent placed) throws IOException {
    for (PhotoFolder copy : copies) {
      copy.owe(photoId, placed);
    }
    main.settle(photoId, memory.fileFor(photoId));
    copier.wake();
  }

  /**
   * Waits until every photo filed so far has its copies. A receiver need not: it is done by itself,
   * sooner or later.
   *
   * @param atMost how long
   * @return whether all copies are made
   */
  public boolean awaitCopies(Duration atMost) throws InterruptedException {
    return copier.await(atMost);
  }

  /**
   * Ends the thread that makes copies, and waits for that, some seconds at most; those that are
   * owed are made after a restart.
   */
  @Override
  public void close() {
    copier.close();
  }

  /** Assembles a {@link FolderSink}. Not for use by several threads at once. */
  public static final class Builder {
    private final Path main;
    private final List<Path> copies = new ArrayList<>();
    private String id = "folders";
    private @Nullable Path state;
    private Clock clock = Clock.systemUTC();
    private Backoff backoff = new Backoff(Duration.ofSeconds(2), 2, Duration.ofMinutes(10), 0.2);

    private Builder(Path main) {
      this.main = main.toAbsolutePath().normalize();
    }

    /**
     * Names the sink; {@code folders} if not said.
     *
     * @throws IllegalArgumentException if it is not one to 40 of a-z, 0-9 and {@code -}
     */
    public Builder id(String id) {
      if (!id.matches("[a-z0-9-]{1,40}")) {
        throw new IllegalArgumentException(
            "the id of a sink is one to 40 of a-z, 0-9 and -, not '" + id + "'");
      }
      this.id = id;
      return this;
    }

    /**
     * Adds a folder that gets a copy of everything.
     *
     * @throws IllegalArgumentException if it is the main folder or was added before
     */
    public Builder backupTo(Path copy) {
      Path folder = copy.toAbsolutePath().normalize();
      if (folder.equals(main) || copies.contains(folder)) {
        throw new IllegalArgumentException(folder + " is named twice; each folder needs its own");
      }
      copies.add(folder);
      return this;
    }

    /** The private folder for what the sink must remember; made if missing. Must be said. */
    public Builder state(Path state) {
      this.state = Objects.requireNonNull(state, "state");
      return this;
    }

    /** Tells when what is remembered is old enough to be forgotten; the system's if not said. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * The pauses before a copy folder that is away is tried again; from 2 seconds, twice as long
     * each time, to 10 minutes if not said.
     */
    public Builder backoff(Backoff backoff) {
      this.backoff = Objects.requireNonNull(backoff, "backoff");
      return this;
    }

    /**
     * The sink. It touches no file yet; if there are copies, a daemon thread begins to make those
     * that are owed.
     *
     * @throws IllegalStateException if no state folder was said
     */
    public FolderSink build() {
      if (state == null) {
        throw new IllegalStateException("a folder sink needs a folder for its state");
      }
      FolderSink sink = new FolderSink(this, state);
      sink.copier.start();
      return sink;
    }
  }
}
