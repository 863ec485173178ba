package nz.co.medimage.sink.hl7;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.SelfTest;
import nz.co.medimage.store.FilingJournal;

/** A way for messages to reach the practice system. */
interface Target extends Closeable {

  /** What the target calls the message of a photo. */
  String reference(PhotoId photo);

  /**
   * Files a photo, and notes that.
   *
   * @param before what is noted of the photo: an attempt whose end is unknown, or nothing
   * @return the reference that counts
   */
  String file(PhotoMessage message, FilingJournal journal, Optional<FilingJournal.Begun> before)
      throws IOException, PhotoRejectedException;

  /** Tries what can be tried without a message; see {@link SelfTest#test}. */
  List<SelfTest.Finding> test();
}
