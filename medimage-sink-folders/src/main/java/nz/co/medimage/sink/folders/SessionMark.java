package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A hidden file in the main folder that says which run of a sink writes there. It is named for the
 * identity in the sink's state: where a home was copied, both copies have that, and the one that
 * started first finds the other's mark and stops. Safe for use by several threads.
 */
final class SessionMark {
  private final RootFiles files;
  private final String identity;
  private final String session = UUID.randomUUID().toString();
  private boolean isSet;

  SessionMark(RootFiles files, String identity) {
    this.files = files;
    this.identity = identity;
  }

  /** Begins this run's session, if the folder is there; once it is, otherwise. */
  synchronized void set() throws IOException {
    Path temporary = file().resolveSibling(file().getFileName() + ".tmp");
    Files.deleteIfExists(temporary);
    try (var channel = files.create(temporary)) {
      channel.write(StandardCharsets.US_ASCII.encode(session));
      channel.force(true);
    }
    Files.move(
        temporary,
        file(),
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    isSet = true;
  }

  /**
   * Checks that no other run has begun since.
   *
   * @throws IOException with one sentence for the user if one has
   */
  synchronized void mustStand() throws IOException {
    if (!isSet) {
      set();
      return;
    }
    try {
      String found = new String(Files.readAllBytes(file()), StandardCharsets.US_ASCII);
      if (!found.equals(session)) {
        throw new IOException(Sentences.copied(files.root()));
      }
    } catch (NoSuchFileException e) {
      set(); // tidied away; whoever else writes here finds this one then
    }
  }

  private Path file() {
    return files.root().resolve(".medimage-writer-" + identity);
  }
}
