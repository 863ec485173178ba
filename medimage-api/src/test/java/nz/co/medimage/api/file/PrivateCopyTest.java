package nz.co.medimage.api.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy that may be a link is one where nobody can tell, and a copy everywhere else. */
final class PrivateCopyTest {
  private static final byte[] CONTENT = new byte[3_000_000];

  @TempDir Path folder;
  private Path source;
  private Path copy;

  @BeforeEach
  void arrange() throws IOException {
    source = folder.resolve("source");
    copy = folder.resolve("copy");
    try (FileChannel channel = DurableFiles.createPrivate(source)) {
      channel.write(ByteBuffer.wrap(CONTENT));
    }
  }

  private static boolean hasLinks() {
    return System.getProperty("os.name").equals("Linux")
        && Files.notExists(Path.of("/sys/fs/selinux/enforce"));
  }

  private void make(boolean mayLink) throws IOException {
    DurableFiles.copyPrivate(source, copy, mayLink).close();
    assertArrayEquals(CONTENT, Files.readAllBytes(copy));
  }

  private void assertCopied() throws IOException {
    assertFalse(Files.isSameFile(source, copy));
    assertEquals(1, Files.getAttribute(copy, "unix:nlink"));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
  }

  @Test
  void sourceThatNobodyElseHasIsLinked() throws Exception {
    assumeTrue(hasLinks());
    make(true);
    assertTrue(Files.isSameFile(source, copy));
    assertEquals(2, Files.getAttribute(copy, "unix:nlink"));
    Files.delete(source);
    assertEquals(1, Files.getAttribute(copy, "unix:nlink"));
    assertArrayEquals(CONTENT, Files.readAllBytes(copy));
  }

  @Test
  void withoutLeaveItIsCopied() throws Exception {
    make(false);
    assertCopied();
  }

  @Test
  void sourceThatHasAnotherNameIsCopied() throws Exception {
    Files.createLink(folder.resolve("another"), source);
    make(true);
    assertCopied();
  }

  @Test
  void sourceWithOtherRightsIsCopied() throws Exception {
    Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rw-r--r--"));
    make(true);
    assertCopied();
  }

  @Test
  void fileOfAFolderOfAnotherGroupIsCopied() throws Exception {
    int group = (int) Files.getAttribute(folder, "unix:gid");
    try {
      Files.setAttribute(folder, "unix:gid", group + 1);
    } catch (IOException e) {
      assumeTrue(false, "this user cannot give a folder to another group");
    }
    make(true);
    assertCopied();
  }

  @Test
  void linkIsNotLinkedButFollowed() throws Exception {
    Path file = Files.move(source, folder.resolve("file"));
    Files.createSymbolicLink(source, file);
    make(true);
    assertCopied();
    assertTrue(Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void sourceOnAnotherDiskIsCopied() throws Exception {
    Path memory = Path.of("/dev/shm");
    assumeTrue(
        Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(folder)));
    copy = memory.resolve("medimage-test-" + UUID.randomUUID());
    try {
      make(true);
      assertCopied();
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  @Test
  void sourceThatIsGoneIsReported() {
    assertThrows(
        NoSuchFileException.class,
        () -> DurableFiles.copyPrivate(folder.resolve("gone"), copy, true));
    assertTrue(Files.notExists(copy));
  }
}
