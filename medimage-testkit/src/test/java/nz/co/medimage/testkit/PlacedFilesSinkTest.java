package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.FilePlacement;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import org.junit.jupiter.api.io.TempDir;

/** The sink that README shows to vendors keeps the contract. */
final class PlacedFilesSinkTest extends SinkContract {
  @TempDir Path folder;

  /** As README has it. */
  static final class ArchiveSink implements Sink {
    private final Path archive;
    private final Path notes;

    ArchiveSink(Path archive, Path notes) {
      this.archive = archive;
      this.notes = notes;
    }

    @Override
    public String id() {
      return "archive";
    }

    @Override
    public SinkReference write(StagedPhoto photo) throws IOException {
      String wanted = String.join("-", photo.manifest().tag().folders());
      String path = (wanted.isEmpty() ? "none" : wanted) + "/" + "photo.jpg";
      Path note = notes.resolve(photo.id().toString());
      return new SinkReference(id(), FilePlacement.placeOnce(photo.file(), archive, path, note));
    }
  }

  @Override
  protected Sink open() throws IOException {
    return new ArchiveSink(
        Files.createDirectories(folder.resolve("archive")),
        Files.createDirectories(folder.resolve("notes")));
  }

  @Override
  protected boolean storeAsAnother(StagedPhoto photo, byte[] content) throws IOException {
    Path file = folder.resolve("archive").resolve("ZAC5361").resolve("photo.jpg");
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return true;
  }

  @Override
  protected Map<String, byte[]> stored() throws IOException {
    return contentsOf(folder.resolve("archive"));
  }
}
