package nz.co.medimage.sink.hl7;

import java.io.IOException;

/** The other side does something that MLLP or HL7 does not allow. */
final class MllpException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Makes one with a sentence that begins after its subject, the receiver. */
  MllpException(String predicate) {
    super(predicate);
  }
}
