package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;

/**
 * Requests for a replay: a file for each, named by the photo, which stays until the request is
 * done. So a process that does not run the home can leave one for the process that does. The file's
 * random content tells one request from the next. Safe for use by several threads.
 */
final class ReplayRequests {
  private final Path folder;
  private final Map<PhotoId, String> begun = new ConcurrentHashMap<>();

  ReplayRequests(Path folder) {
    this.folder = folder;
  }

  void add(PhotoId id) throws IOException {
    byte[] request = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
    DurableFiles.write(file(id), request);
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

  /** What is done from now on is for the request that is there now; false if there is none. */
  boolean begin(PhotoId id) throws IOException {
    Optional<String> request = read(id);
    request.ifPresent(there -> begun.putIfAbsent(id, there));
    return request.isPresent();
  }

  private Optional<String> read(PhotoId id) throws IOException {
    try {
      return Optional.of(Files.readString(file(id), StandardCharsets.US_ASCII));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Takes out the request that was begun; one that was made since stays. */
  void done(PhotoId id) throws IOException {
    String done = begun.remove(id);
    if (done != null && read(id).filter(done::equals).isPresent()) {
      Files.deleteIfExists(file(id));
    }
  }

  private Path file(PhotoId id) {
    return folder.resolve(id.toString());
  }
}
