package nz.co.medimage.sender;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import nz.co.medimage.api.file.DurableFiles;

/** The folder for damaged files of the outbox; only people delete them. */
final class DamagedFolder {
  private final Path folder;

  DamagedFolder(Path folder) {
    this.folder = folder;
  }

  /** Moves a file here and returns its new path. */
  Path take(Path file) throws IOException {
    DurableFiles.createPrivateFolders(folder);
    Path aside = folder.resolve(file.getFileName());
    for (int n = 2; Files.exists(aside); n++) {
      aside = folder.resolve(file.getFileName() + "-" + n);
    }
    Files.move(file, aside);
    return aside;
  }
}
