package nz.co.medimage.receiver;

import java.io.IOException;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import org.jspecify.annotations.Nullable;

/** A filter of a follow-up sink, which is made when it starts, as the sink is. */
final class ConfiguredFilter implements PhotoFilter {

  /** Makes the filter. */
  @FunctionalInterface
  interface Making {
    PhotoFilter make() throws IOException;
  }

  private final String id;
  private final Making making;
  private @Nullable PhotoFilter made;

  ConfiguredFilter(String id, Making making) {
    this.id = id;
    this.making = making;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public void start() throws IOException {
    filter().start();
  }

  private synchronized PhotoFilter filter() throws IOException {
    if (made == null) {
      made = making.make();
    }
    return made;
  }

  @Override
  public StagedPhoto apply(StagedPhoto photo) throws IOException, PhotoRejectedException {
    return filter().apply(photo);
  }

  @Override
  public void close() throws IOException {
    PhotoFilter closing;
    synchronized (this) {
      closing = made;
    }
    if (closing != null) {
      closing.close();
    }
  }
}
