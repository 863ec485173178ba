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
 * At which add-on a photo is stuck, in a file for each such photo, for other processes that look at
 * this home.
 */
final class StuckNotes {
  private final Path folder;

  StuckNotes(Path folder) {
    this.folder = folder;
  }

  /** Keeps what is said of these photos, and forgets the others. */
  void keep(Map<PhotoId, String> stuck) throws IOException {
    Map<String, String> files = new HashMap<>();
    stuck.forEach((id, sentence) -> files.put(id.toString(), sentence));
    for (Path note : Folders.list(folder)) {
      if (!files.containsKey(note.getFileName().toString())) {
        Files.deleteIfExists(note);
      }
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path note = folder.resolve(file.getKey());
      if (Files.notExists(note)) {
        byte[] sentence = file.getValue().getBytes(StandardCharsets.UTF_8);
        DurableFiles.writeUnforced(note, sentence);
      }
    }
  }

  /** What is said of a photo; empty if nothing is. */
  String of(PhotoId id) {
    try {
      return Files.readString(folder.resolve(id.toString()));
    } catch (IOException e) {
      return ""; // the list is worth more than this
    }
  }
}
