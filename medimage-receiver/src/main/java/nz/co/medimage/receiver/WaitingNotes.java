package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;

/**
 * Why photos wait, in a file for each such photo, and why all wait that have to get to a follow-up
 * sink, in a file for each such sink, for other processes that look at this home. Only the process
 * that runs the home writes them, on one thread. The id of a sink has no underscore, which that of
 * a photo has.
 */
final class WaitingNotes {
  private final Path folder;
  private final Map<String, String> written = new HashMap<>();

  WaitingNotes(Path folder) {
    this.folder = folder;
  }

  /** Keeps what is said of these photos and sinks, and forgets the others. */
  void keep(Map<PhotoId, String> waiting, Map<String, WaitingNote> sinks) throws IOException {
    Map<String, String> files = new HashMap<>();
    sinks.forEach((sink, note) -> files.put(sink, note.toText()));
    waiting.forEach((id, reason) -> files.put(id.toString(), reason));
    for (Path note : Folders.list(folder)) {
      String name = note.getFileName().toString();
      if (!files.containsKey(name)) {
        Files.deleteIfExists(note);
        written.remove(name);
      }
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      if (!file.getValue().equals(written.get(file.getKey()))) {
        byte[] reason = file.getValue().getBytes(StandardCharsets.UTF_8);
        DurableFiles.writeUnforced(folder.resolve(file.getKey()), reason);
        written.put(file.getKey(), file.getValue());
      }
    }
  }

  /** Why a photo waits; empty if that is not known. */
  String of(PhotoId id) {
    return read(id.toString());
  }

  /**
   * Why photos wait for a follow-up sink.
   *
   * @param sink the id of the sink, or {@link #alone} of a photo that waits for it alone
   */
  WaitingNote of(String sink) {
    return WaitingNote.parse(read(sink));
  }

  /** What a photo is called that waits for a follow-up sink while others go on. */
  static String alone(PhotoId photo, String sink) {
    return photo + "_" + sink;
  }

  private String read(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      return ""; // the list is worth more than this
    }
  }
}
