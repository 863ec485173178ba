package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files photos into patient folders below a main folder, and copies of them below further folders.
 *
 * <pre>{@code
 * FolderSink sink =
 *     FolderSink.to(Path.of("/srv/patients"))
 *         .backupTo(Path.of("/mnt/backup/patients"))
 *         .state(Path.of("/var/lib/practice/folders"))
 *         .build();
 * }</pre>
 *
 * <p>{@code #ZAC5361 arm}, captured at 09:21:45 on 10 August 2017, becomes {@code
 * ZAC5361/arm-10-Aug-2017-09-21-45.jpg}; that path, always with {@code /}, is the reference that
 * {@link #write} returns. A {@link nz.co.medimage.api.Manifest#sequence sequence} follows the time,
 * as in {@code arm-10-Aug-2017-09-21-45-02.jpg}, so that photos of the same second sort in the
 * order in which they were sent. If a name is taken, {@code -2}, {@code -3} and so on are appended:
 * nothing that exists is ever overwritten or removed. {@link Builder#name} sets another pattern.
 *
 * <p>{@linkplain StagedPhoto#companions() Companions} are filed beside the photo, under its name
 * and their label, as in {@code arm-10-Aug-2017-09-21-45.small.jpg}. They too are on stable storage
 * when {@link #write} returns. No photo gets a name of this form, nor one beside which a file has
 * the name of one of its companions already: whoever knows where a photo lies finds them.
 *
 * <p>A photo appears whole: {@link nz.co.medimage.api.file.FilePlacement} writes it to a hidden
 * file in the main folder, or links it there if it is {@link StagedPhoto#isLinkable linkable} and
 * no {@link Builder#group} is set; that file is dated to its capture and forced to disk, and then
 * gives it its name if that is free. So several receivers, each with a state folder of its own, may
 * file into the same folders. If the state was restored from a backup and does not know a photo, a
 * file with its name and content that was there when this run first looked into the folder counts
 * as the photo. A hidden file beside the photos names the run that writes there: if two sinks run
 * on copies of one state folder, the one that wrote first notices the other, and fails with a
 * sentence until the other is closed.
 *
 * <p>{@link #write} never creates the main folder: if the folder is missing, or lacks the hidden
 * file that {@link #start} left in it, its share is not connected, and {@code write} fails until it
 * is back. Copies never delay {@code write} or make it fail: a thread of this sink makes them
 * later, also after a restart.
 *
 * <p>The state folder holds an SQLite file with about 200 bytes for each photo. A photo is
 * forgotten when it has all its copies and was sealed and filed more than five years ago; receivers
 * reject older envelopes.
 *
 * <p>Safe for use by several threads.
 */
public final class FolderSink implements Sink {
  private static final Logger LOG = LoggerFactory.getLogger(FolderSink.class);

  private final String id;
  private final Settings settings;
  private @Nullable Filing filing;

  private FolderSink(String id, Settings settings) {
    this.id = id;
    this.settings = settings;
  }

  /**
   * Begins a sink.
   *
   * @param main the main folder: an absolute path, or one relative to the working folder
   */
  public static Builder to(Path main) {
    return new Builder(main);
  }

  @Override
  public String id() {
    return id;
  }

  /**
   * What the disk of a folder cannot do to keep photos safe, in one sentence each. A sink uses such
   * a folder nevertheless, unless it is {@link Builder#strict}.
   *
   * @param folder an existing folder; a hidden file is made in it and deleted
   * @throws IOException if the folder cannot be written to
   */
  public static List<String> shortcomings(Path folder) throws IOException {
    return new RootFiles(folder, null, false).shortcomings();
  }

  /**
   * Takes the state folder for this sink alone and checks the others. Creates main and copy folders
   * that are missing, if no earlier call has seen them, and leaves a hidden file in each, to
   * recognise it by. A folder that an earlier call has seen and that is missing now, or lacks that
   * file, counts as not connected, which is no error. Starts the thread that makes copies, if there
   * are copy folders.
   *
   * @throws IOException with one sentence for the user if another sink has the state folder, or a
   *     folder is a file, cannot be made or cannot be written to
   * @throws IllegalStateException if it was started before
   */
  @Override
  public synchronized void start() throws IOException {
    if (filing != null) {
      throw new IllegalStateException("a folder sink is started once");
    }
    filing = Filing.start(settings);
  }

  private synchronized Filing filing() {
    if (filing == null) {
      throw new IllegalStateException("start the folder sink before it is used");
    }
    return filing;
  }

  @Override
  public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
    Path main = settings.main();
    try {
      return new SinkReference(id, filing().file(photo));
    } catch (ClosedByInterruptException e) {
      throw new InterruptedIOException("interrupted while writing to " + main);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      // Without the cause, here and below: its message is a path, and that holds a patient id.
      throw Blame.of(main, e);
    } catch (InvalidPathException e) {
      throw new FolderException(Sentences.unnameable());
    }
  }

  /**
   * Blocks until every photo filed so far has its copies. Copies are made without this call too.
   *
   * @param atMost how long to wait at most
   * @return whether all copies are made
   * @throws IllegalStateException if the sink was not started
   */
  public boolean awaitCopies(Duration atMost) throws InterruptedException {
    return filing().awaitCopies(atMost);
  }

  /**
   * Ends the thread that makes copies, and waits some seconds for it at most. Missing copies are
   * made after a restart. A write in progress keeps the state folder until it ends. Calling this
   * again has no effect.
   */
  @Override
  public synchronized void close() {
    if (filing != null) {
      try {
        filing.close();
      } catch (IOException e) {
        LOG.warn("{}", e.getMessage());
      }
    }
  }

  /** Assembles a {@link FolderSink}. Not for use by several threads at once. */
  public static final class Builder {
    private final Path main;
    private final List<Path> copies = new ArrayList<>();
    private String id = "folders";
    private @Nullable Path state;
    private @Nullable String group;
    private boolean strict;
    private NamePattern names = NamePattern.parse(NamePattern.DEFAULT);
    private boolean byPatient;
    private Clock clock = Clock.systemUTC();
    private Backoff backoff = new Backoff(Duration.ofSeconds(2), 2, Duration.ofMinutes(10), 0.2);

    private Builder(Path main) {
      this.main = main.toAbsolutePath().normalize();
    }

    /**
     * The id of the sink. Default: {@code folders}.
     *
     * @throws IllegalArgumentException if {@code id} is not 1 to 40 of a-z, 0-9 and {@code -}
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
     * Adds a folder that gets a copy of each photo filed from now on. Default: none.
     *
     * <p>A photo is copied from the main folder in which it was filed, also by a sink that has
     * another one by then. If that folder is away, these copies wait for it.
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

    /**
     * The folder in which the sink remembers what it has filed: private to this sink, on a local
     * disk, made if it is missing. Keep it as long as the photos matter. Required.
     */
    public Builder state(Path state) {
      this.state = Objects.requireNonNull(state, "state").toAbsolutePath();
      return this;
    }

    /**
     * Lets a group read the photos and folders that the sink makes. Existing ones keep their
     * permissions. Default: only their owner can read them, whatever the umask.
     *
     * @param group the name of the group on this computer; the user who runs the sink must be a
     *     member
     */
    public Builder group(String group) {
      this.group = Objects.requireNonNull(group, "group");
      return this;
    }

    /**
     * Refuses folders on disks that cannot force a folder's entries to disk, such as some network
     * shares: a power cut there may undo the last photos. Default: such a folder is used, with a
     * warning in the log.
     */
    public Builder strict() {
      strict = true;
      return this;
    }

    /**
     * The pattern for file names, without the extension: text and placeholders.
     *
     * <ul>
     *   <li>{@code {words}}: the words of the tag, joined by {@code -}; {@code image} if the tag is
     *       empty
     *   <li>{@code {folders}}: the folders of the tag, joined by {@code -}
     *   <li>{@code {captured:FORMAT}}: the moment of capture in a format of {@link
     *       java.time.format.DateTimeFormatter}, with English names
     *   <li>{@code {device}}: the name of the paired device that sent the photo
     *   <li>{@code {counter}}: the {@link nz.co.medimage.api.Manifest#sequence number} among photos
     *       of the same second; added at the end if the pattern lacks it
     * </ul>
     *
     * <p>An empty placeholder is dropped, together with a {@code -}, {@code _}, {@code .} or {@code
     * ,} before it. The rest is made into a portable file name of at most 208 bytes, see {@link
     * nz.co.medimage.api.PortableName}. Default: {@code {words}-{captured:dd-MMM-uuuu-HH-mm-ss}}.
     *
     * @throws IllegalArgumentException with one sentence for the user if a placeholder is unknown,
     *     or the text cannot be part of a file name
     */
    public Builder name(String pattern) {
      names = NamePattern.parse(Objects.requireNonNull(pattern, "pattern"));
      return this;
    }

    /**
     * Names a patient's folder by the practice's own id, which the patient check found, in place of
     * the first folder of the tag. Default: by the tag.
     *
     * <p>A photo without such an id is filed below the folder {@code unchecked}: one tagged {@code
     * #4711} goes to {@code unchecked/4711}, not to the patient 4711. So does a photo of a patient
     * whose id is {@code unchecked} or is not a portable file name: a changed id could be another
     * patient's.
     *
     * <p>An id with characters other than {@code A} to {@code Z}, digits and signs, or with {@code
     * ~} or {@code =}, is followed by {@code =} and the first 8 hexadecimal digits of its SHA-256:
     * on Windows {@code a1} and {@code A1} would be one folder, {@code a1=f55ff16f} and {@code A1}
     * are two.
     *
     * <p>Begin with an empty main folder: if it was filled by tags, a tag may have made the folder
     * that an id names.
     */
    public Builder byPatient() {
      byPatient = true;
      return this;
    }

    /** The clock by which old photos are forgotten. Default: the system's. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * The pauses before an unreachable copy folder is tried again. Default: 2 s, doubled up to 10
     * minutes, ± 20 %.
     */
    public Builder backoff(Backoff backoff) {
      this.backoff = Objects.requireNonNull(backoff, "backoff");
      return this;
    }

    /**
     * Makes the sink. It touches no file before {@link FolderSink#start}. Later calls of this
     * builder do not change it.
     *
     * @throws IllegalStateException if no state folder was set
     */
    public FolderSink build() {
      if (state == null) {
        throw new IllegalStateException("a folder sink needs a folder for its state");
      }
      return new FolderSink(
          id,
          new Settings(
              main, List.copyOf(copies), state, group, strict, names, byPatient, clock, backoff));
    }
  }
}
