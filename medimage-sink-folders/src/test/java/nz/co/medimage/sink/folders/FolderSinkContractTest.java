package nz.co.medimage.sink.folders;

import java.nio.file.Path;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.testkit.SinkContract;

final class FolderSinkContractTest extends SinkContract {
  @Override
  protected Sink open(Path folder) throws Exception {
    return FolderSink.to(folder).state(folder.resolve(".state")).build();
  }
}
