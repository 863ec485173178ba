package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.FilePlacement;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;

/** The sink of docs/write-an-add-on.md keeps the contract. */
final class PlacedFilesSinkTest extends SinkContract {

  /** As that page has it. */
  static final class SharedFolderSink implements Sink {
    private final String id;
    private final Path archive;
    private final Path notes;

    SharedFolderSink(String id, Path archive, Path notes) {
      this.id = id;
      this.archive = archive;
      this.notes = notes;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public SinkReference write(StagedPhoto photo) throws IOException {
      String wanted = photo.manifest().capturedAt().toLocalDate() + "/photo.jpg";
      Path note = notes.resolve(photo.id().toString());
      String path = FilePlacement.placeOnce(photo.file(), archive, wanted, note);
      return new SinkReference(id, path);
    }
  }

  @Override
  protected Sink open(Path folder) throws IOException {
    return new SharedFolderSink(
        "shared", folder, Files.createDirectories(folder.resolve(".notes")));
  }
}
