package nz.co.medimage.testkit;

import static nz.co.medimage.testkit.HaltingPath.unwrap;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Passes everything on to the real provider, after counting what changes files. */
final class HaltingProvider extends FileSystemProvider {
  private final HaltingFileSystem fileSystem;
  private final FileSystemProvider real;
  private final Mutations mutations;
  private final Set<Ability> lacking;
  private final HaltingFileSystem.Reads reads;
  private final HaltingFileSystem.Refusals refusals;

  HaltingProvider(
      HaltingFileSystem fileSystem,
      FileSystemProvider real,
      Mutations mutations,
      Set<Ability> lacking,
      HaltingFileSystem.Reads reads,
      HaltingFileSystem.Refusals refusals) {
    this.fileSystem = fileSystem;
    this.real = real;
    this.mutations = mutations;
    this.lacking = lacking;
    this.reads = reads;
    this.refusals = refusals;
  }

  private void refuse(Ability ability, Path path, String reason) throws FileSystemException {
    if (lacking.contains(ability)) {
      throw new FileSystemException(path.toString(), null, reason);
    }
  }

  @Override
  public String getScheme() {
    return "halting";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
    throw new UnsupportedOperationException("made by HaltingFileSystem alone");
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return fileSystem;
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException("made by HaltingFileSystem.wrap alone");
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path file = unwrap(path);
    if (options.contains(StandardOpenOption.CREATE_NEW)) {
      refuse(Ability.EXCLUSIVE_CREATE, file, "Operation not supported");
    }
    boolean isWrite =
        options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
    refusals.at(isWrite, file);
    if (isWrite) {
      boolean create =
          options.contains(StandardOpenOption.CREATE)
              || options.contains(StandardOpenOption.CREATE_NEW);
      if (create && Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
        mutations.count("create", file);
      } else if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
        mutations.count("truncate", file);
      }
    } else {
      reads.at("open", file);
    }
    FileChannel channel = FileChannel.open(file, afterALook(file, options), attributes);
    boolean isForced = !lacking.contains(Ability.FORCE_FOLDER) || !Files.isDirectory(file);
    return new HaltingChannel(channel, file, mutations, reads, isForced);
  }

  /** What a share makes of an exclusive creation that only looks whether the name is free. */
  @SuppressWarnings("ThreadPriorityCheck") // a hint is enough
  private Set<? extends OpenOption> afterALook(Path file, Set<? extends OpenOption> options)
      throws IOException {
    if (!lacking.contains(Ability.EXCLUSIVE_CREATE_AMONG_MANY)
        || !options.contains(StandardOpenOption.CREATE_NEW)) {
      return options;
    }
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Thread.yield(); // for the other computer
    return Set.of(
        StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    reads.at("list", unwrap(folder));
    DirectoryStream<Path> entries =
        real.newDirectoryStream(unwrap(folder), entry -> filter.accept(fileSystem.wrap(entry)));
    Iterator<Path> iterator = entries.iterator();
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return iterator.hasNext();
          }

          @Override
          public Path next() {
            return fileSystem.wrap(iterator.next());
          }
        };
      }

      @Override
      public void close() throws IOException {
        entries.close();
        reads.at("listed", unwrap(folder));
      }
    };
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    refusals.at(true, unwrap(folder));
    if (Files.notExists(unwrap(folder), LinkOption.NOFOLLOW_LINKS)) {
      mutations.count("createDirectory", unwrap(folder));
    }
    real.createDirectory(unwrap(folder), attributes);
  }

  @Override
  public void delete(Path path) throws IOException {
    refusals.at(true, unwrap(path));
    if (Files.exists(unwrap(path), LinkOption.NOFOLLOW_LINKS)) {
      mutations.count("delete", unwrap(path));
    }
    real.delete(unwrap(path));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    Path from = unwrap(source);
    Path to = unwrap(target);
    if (mutations.countCopy(to, () -> copyHalf(from, to, options))) {
      Files.delete(to);
    }
    real.copy(from, to, options);
  }

  /** What a crash leaves of a copy, which writes to the target under its name. */
  private long copyHalf(Path from, Path to, CopyOption... options) throws IOException {
    real.copy(from, to, options);
    if (!Files.isRegularFile(to, LinkOption.NOFOLLOW_LINKS)) {
      return 0;
    }
    try (FileChannel channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
      return channel.truncate(channel.size() / 2).size();
    }
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    refusals.at(true, unwrap(target));
    mutations.count("move", unwrap(target));
    real.move(unwrap(source), unwrap(target), options);
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes)
      throws IOException {
    mutations.count("create", unwrap(link));
    real.createSymbolicLink(unwrap(link), unwrap(target), attributes);
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    refuse(Ability.LINK, unwrap(link), "Operation not permitted");
    refusals.at(true, unwrap(link));
    mutations.count("create", unwrap(link));
    real.createLink(unwrap(link), unwrap(existing));
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    return fileSystem.wrap(real.readSymbolicLink(unwrap(link)));
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return real.isSameFile(unwrap(path), unwrap(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return real.isHidden(unwrap(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    if (lacking.contains(Ability.FILE_STORE)) {
      throw new IOException("Mount point not found");
    }
    return real.getFileStore(unwrap(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    refusals.at(List.of(modes).contains(AccessMode.WRITE), unwrap(path));
    real.checkAccess(unwrap(path), modes);
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return real.getFileAttributeView(unwrap(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    refusals.at(false, unwrap(path));
    return real.readAttributes(unwrap(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return real.readAttributes(unwrap(path), attributes, options);
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    real.setAttribute(unwrap(path), attribute, value, options);
  }
}
