package nz.co.medimage.receiver;

import java.io.IOException;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import org.jspecify.annotations.Nullable;

/**
 * A follow-up sink that is made when it starts: where it cannot be made now, photos wait for it,
 * and it is tried again.
 */
final class ConfiguredFollowUp implements Sink {

  /** Makes the sink. */
  @FunctionalInterface
  interface Making {
    Sink make() throws IOException;
  }

  private final String id;
  private final Making making;
  private @Nullable Sink made;

  ConfiguredFollowUp(String id, Making making) {
    this.id = id;
    this.making = making;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public void start() throws IOException {
    sink().start();
  }

  private synchronized Sink sink() throws IOException {
    if (made == null) {
      made = making.make();
    }
    return made;
  }

  @Override
  public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
    return sink().write(photo);
  }

  @Override
  public void close() throws IOException {
    Sink closing;
    synchronized (this) {
      closing = made;
    }
    if (closing != null) {
      closing.close();
    }
  }
}
