package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;

/**
 * Wishes for a replay: an empty file for each, named by the photo, which stays until the wish is
 * done. So a process that does not run the home can leave one for the process that does.
 */
final class Requests {
  private final Path folder;

  Requests(Path folder) {
    this.folder = folder;
  }

  void add(PhotoId id) throws IOException {
    DurableFiles.write(folder.resolve(id.toString()), new byte[0]);
  }

  List<PhotoId> list() throws IOException {
    List<PhotoId> ids = new ArrayList<>();
    for (Path file : Folders.list(folder)) {
      try {
        ids.add(PhotoId.parse(file.getFileName().toString()));
      } catch (IllegalArgumentException e) {
        // half written, or none of ours
      }
    }
    return ids;
  }

  void done(PhotoId id) throws IOException {
    Files.deleteIfExists(folder.resolve(id.toString()));
  }
}
