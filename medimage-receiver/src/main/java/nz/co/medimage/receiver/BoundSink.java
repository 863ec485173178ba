package nz.co.medimage.receiver;

import java.util.List;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.Sink;

/**
 * A sink, and the filters through which it alone gets photos.
 *
 * @param filters in their order
 */
record BoundSink(Sink sink, List<PhotoFilter> filters) {
  BoundSink {
    filters = List.copyOf(filters);
  }

  /** The id of the sink. */
  String id() {
    return sink.id();
  }
}
