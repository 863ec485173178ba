package nz.co.medimage.receiver;

import java.io.IOException;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;

/** A filter of a follow-up sink. */
final class ConfiguredFilter implements PhotoFilter {
  private final String id;
  private final MadeAtStart<PhotoFilter> filter;

  ConfiguredFilter(String id, MadeAtStart.Making<PhotoFilter> making) {
    this.id = id;
    filter = new MadeAtStart<>(making);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public void start() throws IOException {
    filter.get().start();
  }

  @Override
  public StagedPhoto apply(StagedPhoto photo) throws IOException, PhotoRejectedException {
    return filter.get().apply(photo);
  }

  @Override
  public void close() throws IOException {
    filter.close();
  }
}
