package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.SinkContract;
import org.junit.jupiter.api.io.TempDir;

final class FolderSinkContractTest extends SinkContract {
  @TempDir Path folder;

  @Override
  protected Sink open() throws IOException {
    Path main = Files.createDirectories(folder.resolve("main"));
    return FolderSink.to(main).state(folder.resolve("state")).build();
  }

  @Override
  protected boolean storeAsAnother(StagedPhoto photo, byte[] content) throws IOException {
    Path file = folder.resolve("main").resolve(PhotoName.of(photo.manifest()).relative(1));
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return true;
  }

  @Override
  protected Map<String, byte[]> stored() throws IOException {
    return contentsOf(folder.resolve("main"));
  }
}
