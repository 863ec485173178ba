package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import nz.co.medimage.api.file.DurableFiles;

/**
 * A hidden file in the main folder that says which run of a sink writes there. It is named for the
 * identity in the sink's state: where a home was copied, both copies have that, and the one that
 * wrote first finds the other's mark and stops. A run that writes nothing sets none: it may be one
 * that a relay lets collect nothing. Safe for use by several threads.
 */
final class SessionMark {
  private final RootFiles files;
  private final String identity;
  private final String session = UUID.randomUUID().toString();
  private final Clock clock;
  private Instant since;
  private boolean isSet;
  private int epoch;

  SessionMark(RootFiles files, String identity, Clock clock) {
    this.files = files;
    this.identity = identity;
    this.clock = clock;
    since = clock.instant();
  }

  /** Tells the hidden files of this run from those of another. */
  String run() {
    return session.substring(0, 8);
  }

  /** From when on no other run has written, unless this one finds its mark. */
  synchronized Instant since() {
    return since;
  }

  /**
   * Counts the times that this run found itself the only one: before each, others may have written.
   */
  synchronized int epoch() {
    return epoch;
  }

  private void set() throws IOException {
    DurableFiles.removeDebrisOf(file());
    DurableFiles.writeUnforced(file(), session.getBytes(StandardCharsets.US_ASCII));
    files.shareFile(file());
    isSet = true;
    epoch++;
    since = clock.instant();
  }

  /**
   * Begins this run's session, or checks that no other has begun since.
   *
   * @throws IOException with one sentence for the user if one has
   */
  synchronized void mustStand() throws IOException {
    if (!isSet) {
      set();
      return;
    }
    String found = read();
    if (found.isEmpty()) {
      set(); // given up by its owner or tidied away; another run that writes here finds this one
      // then
    } else if (!found.equals(session)) {
      throw new FolderException(Sentences.copied(files.root()));
    }
  }

  /** Ends this run's session, so that a copy that has stopped continues. */
  synchronized void giveUp() throws IOException {
    if (isSet && read().equals(session)) {
      Files.deleteIfExists(file());
    }
  }

  /** Whose mark is there; empty if none is, or a power cut emptied it: its run has ended then. */
  private String read() throws IOException {
    try {
      return new String(Files.readAllBytes(file()), StandardCharsets.US_ASCII);
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  private Path file() {
    return files.root().resolve(".medimage-writer-" + identity);
  }
}
