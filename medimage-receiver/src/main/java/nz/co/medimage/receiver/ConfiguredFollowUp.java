package nz.co.medimage.receiver;

import java.io.IOException;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;

/** A follow-up sink. */
final class ConfiguredFollowUp implements Sink {
  private final String id;
  private final MadeAtStart<Sink> sink;

  ConfiguredFollowUp(String id, MadeAtStart.Making<Sink> making) {
    this.id = id;
    sink = new MadeAtStart<>(making);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public void start() throws IOException {
    sink.get().start();
  }

  @Override
  public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
    return sink.get().write(photo);
  }

  @Override
  public SinkReference settle(StagedPhoto photo, boolean isFiled)
      throws IOException, PhotoRejectedException {
    return sink.get().settle(photo, isFiled);
  }

  @Override
  public void close() throws IOException {
    sink.close();
  }
}
