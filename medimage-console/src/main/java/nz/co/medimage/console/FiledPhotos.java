package nz.co.medimage.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.receiver.DeliveryRecord;

/** Photos in the folders into which sinks file. Nothing outside of these folders is shown. */
final class FiledPhotos {
  private final Map<String, Path> folders;

  /**
   * @param folders by the ids of the sinks whose references are paths below them
   */
  FiledPhotos(Map<String, Path> folders) {
    this.folders = Map.copyOf(folders);
  }

  /** Where the file of a photo is meant to be; empty if no sink files into a folder. */
  Optional<Path> path(DeliveryRecord photo) {
    return photo.filed().stream().map(this::path).flatMap(Optional::stream).findFirst();
  }

  private Optional<Path> path(SinkReference filed) {
    Path folder = folders.get(filed.sink());
    if (folder == null) {
      return Optional.empty();
    }
    try {
      Path path = folder.resolve(filed.reference()).normalize();
      return path.startsWith(folder.normalize()) ? Optional.of(path) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty(); // a reference that was cut
    }
  }

  /** The file, if it is still there and still in the folder, whatever links say. */
  Optional<Path> file(DeliveryRecord photo) throws IOException {
    Optional<Path> path = path(photo).filter(Files::isRegularFile);
    if (path.isEmpty()) {
      return path;
    }
    Path real = path.get().toRealPath();
    for (Path folder : folders.values()) {
      if (Files.isDirectory(folder) && real.startsWith(folder.toRealPath())) {
        return Optional.of(real);
      }
    }
    return Optional.empty();
  }

  /** What a browser may take the file for; empty if it shows no such pictures. */
  Optional<String> type(Path file) {
    return Pictures.type(String.valueOf(file.getFileName()));
  }
}
