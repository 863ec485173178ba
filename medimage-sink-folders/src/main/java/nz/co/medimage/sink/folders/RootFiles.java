package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import nz.co.medimage.api.file.DurableFiles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes and forces what lies below one root: for its owner, and a group if there is one, whatever
 * the umask. Safe for use by several threads.
 */
final class RootFiles {
  private static final Logger LOG = LoggerFactory.getLogger(RootFiles.class);

  /** Letters of several scripts, and longer than some disks take. */
  private static final String FAR_FROM_ASCII =
      UUID.randomUUID() + "-ā-ж-字-" + "longest-name-of-a-photo-".repeat(6) + ".jpg";

  private final Path root;
  private final @Nullable String group;
  private final boolean strict;

  /** Whether forcing a folder has worked here: then it must keep working. */
  private volatile boolean forces;

  private volatile boolean warned;

  RootFiles(Path root, @Nullable String group, boolean strict) {
    this.root = root;
    this.group = group;
    this.strict = strict;
  }

  Path root() {
    return root;
  }

  FileChannel create(Path file) throws IOException {
    FileChannel channel = DurableFiles.createPrivate(file);
    try {
      shareFile(file);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Whether files are made for a group, so that each has rights of its own. */
  boolean areShared() {
    return group != null;
  }

  /** Lets the group read a file, if there is one. */
  void shareFile(Path file) throws IOException {
    share(file, "rw-r-----");
  }

  /** Makes one folder; it is not forced to disk. */
  void createFolder(Path folder) throws IOException {
    DurableFiles.createPrivateFolder(folder);
    share(folder, "rwxr-x---");
  }

  /** Makes a folder and those above it, and forces that they are there. */
  void createFolders(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path above = Objects.requireNonNull(folder.toAbsolutePath().getParent());
    createFolders(above);
    try {
      createFolder(folder);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
    forceFolder(above);
  }

  private void share(Path path, String permissions) throws IOException {
    if (group == null) {
      return;
    }
    PosixFileAttributeView view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view == null) {
      throw new FolderException(root + " cannot be shared with a group: its disk knows no groups");
    }
    try {
      GroupPrincipal principal =
          path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group);
      view.setGroup(principal);
      view.setPermissions(PosixFilePermissions.fromString(permissions));
    } catch (UserPrincipalNotFoundException e) {
      throw new FolderException(
          "there is no group '" + group + "' on this computer; make it first");
    } catch (IOException e) {
      throw new FolderException(
          "files in "
              + root
              + " cannot be given to the group '"
              + group
              + "'; make the user who runs the receiver a member of it");
    }
  }

  /** Forces to disk that a file has its name, as far as the disk of this root can. */
  void forceName(Path file) throws IOException {
    if (file.getFileSystem().getSeparator().equals("\\")) {
      DurableFiles.forceName(file);
    } else if (!forceFolder(Objects.requireNonNull(file.getParent()))) {
      DurableFiles.force(file); // on some disks this takes the name along
    }
  }

  /**
   * Forces to disk what a folder lists.
   *
   * @return whether it was: some shares cannot, and never could
   * @throws IOException if it failed just now, though this disk can, or if the sink is strict
   */
  boolean forceFolder(Path folder) throws IOException {
    try {
      DurableFiles.forceFolder(folder);
      forces = true;
      return true;
    } catch (IOException e) {
      if (forces || !Unforceable.isMeantBy(e)) {
        throw e;
      }
      if (strict) {
        throw new FolderException(Sentences.unforced(root) + "; choose another folder");
      }
      if (!warned) {
        warned = true;
        LOG.warn("{}", Sentences.unforced(root));
      }
      return false;
    }
  }

  /** What the disk of this root cannot do, one sentence each. */
  List<String> shortcomings() throws IOException {
    List<String> sentences = new ArrayList<>();
    Path trial = root.resolve(".medimage-check-" + UUID.randomUUID());
    Path link = trial.resolveSibling(trial.getFileName() + "-2");
    create(trial).close();
    try {
      if (!root.getFileSystem().getSeparator().equals("\\")) {
        Files.createLink(link, trial);
      }
    } catch (IOException | UnsupportedOperationException e) {
      sentences.add(Sentences.unlinked(root));
    } finally {
      Files.deleteIfExists(link);
      Files.delete(trial);
    }
    try {
      DurableFiles.forceFolder(root);
    } catch (IOException e) {
      if (!Unforceable.isMeantBy(e)) {
        throw e;
      }
      sentences.add(Sentences.unforced(root));
    }
    if (NameTrial.isRefused(this, root, FAR_FROM_ASCII)) {
      sentences.add(Sentences.refusesNames(root));
    }
    return sentences;
  }
}
