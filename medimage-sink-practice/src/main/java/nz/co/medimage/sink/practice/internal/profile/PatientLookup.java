package nz.co.medimage.sink.practice.internal.profile;

import java.io.IOException;
import nz.co.medimage.api.spi.PatientMatch;

/**
 * Looks a patient up as the section {@code patient} of a profile says. The check and the sink of a
 * profile use the same one. Safe for use by several threads.
 */
public interface PatientLookup {

  /**
   * Looks up who has an id.
   *
   * @param typedId as a person typed it
   * @throws IOException with one sentence if that cannot be determined now
   */
  PatientMatch find(String typedId) throws IOException;

  /** The id in the form in which it is looked up: without blanks around it, perhaps in capitals. */
  String normalized(String typedId);
}
