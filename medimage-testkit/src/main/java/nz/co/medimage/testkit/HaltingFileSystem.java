package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A file system on top of another that counts the operations that change files, and at a chosen
 * count halts the JVM, as a power cut would, or throws, as a full disk would.
 *
 * <pre>{@code
 * HaltingFileSystem counting = HaltingFileSystem.counting(FileSystems.getDefault());
 * save(counting.wrap(folder("whole")));
 * for (int n = 1; n <= counting.operations().size(); n++) {
 *   Path folder = folder("cut-" + n);
 *   try {
 *     save(HaltingFileSystem.cutFrom(FileSystems.getDefault(), n).wrap(folder));
 *   } catch (IOException e) {
 *     // cut
 *   }
 *   assertTrue(isRecovered(folder));
 * }
 * }</pre>
 *
 * <p>It counts creating a file, each write to a channel, truncating, forcing, moving, copying and
 * deleting a file, and creating a folder. The chosen operation is not done, except for the first
 * half of a write, and of a copy that a crash ends.
 *
 * <p>It serves {@link java.nio.file.Files} and {@link java.nio.channels.FileChannel}. {@link
 * Path#toFile()} is refused, as it would bypass them. Safe for use by several threads.
 */
public final class HaltingFileSystem extends FileSystem {
  /** The exit code of a JVM that {@link #haltingAt} halted. */
  public static final int HALTED = 137;

  private final FileSystem real;
  private final HaltingProvider provider;
  private final Mutations mutations;
  private final Set<Ability> lacking;
  private final Reads reads;
  private final Refusals refusals;

  /** Decides what a disk or its permissions forbid. What it forbids is not counted. */
  @FunctionalInterface
  public interface Refusals {
    /**
     * Returns to allow an operation, or throws what a disk that forbids it would throw.
     *
     * @param isWrite true if something is to be made, changed or deleted at the path, or a caller
     *     asks whether that is allowed; false if it is only read
     * @param path the file or folder, as a path of the real file system
     */
    void at(boolean isWrite, Path path) throws IOException;
  }

  /** Called for what is read. Reads are not counted. */
  @FunctionalInterface
  public interface Reads {
    /**
     * Returns to allow a read, or throws what a bad disk would throw. It may also do something else
     * meanwhile.
     *
     * @param operation {@code open} before a file is opened for reading only, {@code read} before
     *     each read from it, {@code list} before a folder is listed and {@code listed} after that
     * @param path the file or folder, as a path of the real file system
     */
    void at(String operation, Path path) throws IOException;
  }

  private HaltingFileSystem(FileSystem real, Mutations mutations) {
    this(real, mutations, Set.of(), (operation, file) -> {}, (isWrite, path) -> {});
  }

  private HaltingFileSystem(
      FileSystem real, Mutations mutations, Set<Ability> lacking, Reads reads, Refusals refusals) {
    this.real = Objects.requireNonNull(real, "real");
    this.mutations = mutations;
    this.lacking = lacking;
    this.reads = reads;
    this.refusals = refusals;
    this.provider = new HaltingProvider(this, real.provider(), mutations, lacking, reads, refusals);
  }

  /** Counts, and does everything. */
  public static HaltingFileSystem counting(FileSystem real) {
    return new HaltingFileSystem(real, new Mutations(n -> Mutations.Fate.DONE));
  }

  /**
   * Halts the JVM with exit code {@link #HALTED} in place of the n-th operation.
   *
   * @param n from 1
   */
  public static HaltingFileSystem haltingAt(FileSystem real, int n) {
    return new HaltingFileSystem(
        real, new Mutations(i -> i == n ? Mutations.Fate.HALTED : Mutations.Fate.DONE));
  }

  /**
   * Throws an {@link IOException}, {@code disk full}, in place of the n-th operation, and does all
   * others.
   *
   * @param n from 1
   */
  public static HaltingFileSystem failingAt(FileSystem real, int n) {
    return new HaltingFileSystem(
        real, new Mutations(i -> i == n ? Mutations.Fate.FAILED : Mutations.Fate.DONE));
  }

  /**
   * Throws an {@link IOException}, {@code disk full}, in place of the n-th and every later
   * operation, but lets files be deleted.
   *
   * @param n from 1
   */
  public static HaltingFileSystem failingFrom(FileSystem real, int n) {
    return new HaltingFileSystem(
        real, new Mutations(i -> i >= n ? Mutations.Fate.FULL : Mutations.Fate.DONE));
  }

  /**
   * Throws an {@link IOException} in place of the n-th and every later operation, deletions
   * included. The files then stay as a crash at this operation leaves them, but this JVM keeps
   * running.
   *
   * @param n from 1
   */
  public static HaltingFileSystem cutFrom(FileSystem real, int n) {
    return new HaltingFileSystem(
        real, new Mutations(i -> i >= n ? Mutations.Fate.CUT : Mutations.Fate.DONE));
  }

  /**
   * Does everything, but splits each write and copy into two halves and calls {@code look} between
   * them.
   *
   * @param look is told the operation, as {@link #operations} names it
   */
  static HaltingFileSystem inHalves(FileSystem real, Consumer<String> look) {
    return new HaltingFileSystem(real, Mutations.inHalves(look));
  }

  /** The same file system, with the same count, that lacks some abilities. */
  public HaltingFileSystem without(Ability... abilities) {
    return new HaltingFileSystem(real, mutations, Set.of(abilities), reads, refusals);
  }

  /** The same file system, with the same count, that calls {@code reads} for what is read. */
  public HaltingFileSystem telling(Reads reads) {
    return new HaltingFileSystem(real, mutations, lacking, reads, refusals);
  }

  /** The same file system, with the same count, that asks {@code refusals} what is allowed. */
  public HaltingFileSystem refusing(Refusals refusals) {
    return new HaltingFileSystem(real, mutations, lacking, reads, refusals);
  }

  /** The same file, seen through this file system. */
  public Path wrap(Path path) {
    return new HaltingPath(this, path);
  }

  /** The counted operations so far, in order, such as {@code move a.part}: file names, no paths. */
  public List<String> operations() {
    return mutations.log();
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  /** Does nothing: the real file system stays open. */
  @Override
  public void close() {}

  @Override
  public boolean isOpen() {
    return real.isOpen();
  }

  @Override
  public boolean isReadOnly() {
    return real.isReadOnly();
  }

  @Override
  public String getSeparator() {
    return real.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return HaltingPath.wrapAll(this, real.getRootDirectories());
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return real.getFileStores();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return real.supportedFileAttributeViews();
  }

  @Override
  public Path getPath(String first, String... more) {
    return wrap(real.getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    PathMatcher matcher = real.getPathMatcher(syntaxAndPattern);
    return path -> matcher.matches(HaltingPath.unwrap(path));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return real.getUserPrincipalLookupService();
  }

  @Override
  public WatchService newWatchService() throws IOException {
    throw new UnsupportedOperationException("not watched here");
  }
}
