package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;

/** Files each photo durably under the id of its envelope. */
record FileSink(String id, Path folder) implements Sink {

  @Override
  public SinkReference write(StagedPhoto photo) throws IOException {
    String name = photo.id().envelope() + ".jpg";
    DurableFiles.write(folder.resolve(name), Files.readAllBytes(photo.file()));
    return new SinkReference(id, name);
  }
}
