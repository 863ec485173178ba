package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.Objects;
import nz.co.medimage.api.Filed;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRefusedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;

/**
 * Calls filters and sinks, which may come from anybody, and believes them no more than their
 * contracts say. Errors are caught too: an add-on that cannot be linked must neither lose a photo
 * nor stop others.
 */
final class AddOnCall {
  private AddOnCall() {}

  /**
   * Has a filter look at a photo.
   *
   * @throws StepFailedException if it failed, or gave back another photo
   */
  static StagedPhoto filter(PhotoFilter filter, StagedPhoto photo)
      throws PhotoRefusedException, StepFailedException {
    try {
      StagedPhoto passed = filter.apply(photo);
      if (!passed.id().equals(photo.id())) {
        throw new IOException(
            "the filter "
                + filter.getClass().getName()
                + " gave back a photo under another id; ask who made it to mend it");
      }
      return passed;
    } catch (IOException | RuntimeException | Error e) {
      throw new StepFailedException(StepFailedException.RECEIVER, e);
    }
  }

  /**
   * Has a sink file a photo.
   *
   * @param longest of its reference no more than so many UTF-16 units are kept
   * @throws StepFailedException if it failed, or answered for another sink
   */
  static Filed write(Sink sink, StagedPhoto photo, int longest)
      throws PhotoRefusedException, StepFailedException {
    try {
      Filed filed = Objects.requireNonNull(sink.write(photo));
      if (!filed.sink().equals(sink.id())) {
        throw new IOException(
            "the sink "
                + sink.id()
                + " says that another sink filed the photo; ask who made it to mend it");
      }
      return new Filed(sink.id(), ReceiptTexts.cut(filed.reference(), longest));
    } catch (IOException | RuntimeException | Error e) {
      throw new StepFailedException(sink.id(), e);
    }
  }
}
