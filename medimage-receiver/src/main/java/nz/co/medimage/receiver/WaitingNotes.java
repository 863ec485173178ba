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
 * Why photos wait, in a file for each such photo, for other processes that look at this home. Only
 * the process that runs the home writes them, on one thread.
 */
final class WaitingNotes {
  private final Path folder;
  private final Map<String, String> written = new HashMap<>();

  WaitingNotes(Path folder) {
    this.folder = folder;
  }

  /** Keeps what is said of these photos, and forgets the others. */
  void keep(Map<PhotoId, String> waiting) throws IOException {
    Map<String, String> files = new HashMap<>();
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
    try {
      return Files.readString(folder.resolve(id.toString()));
    } catch (IOException e) {
      return ""; // the list is worth more than this
    }
  }
}
