package nz.co.medimage.sink.hl7;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The blocks of MLLP: a start byte, the message, an end byte and a carriage return. HL7 version
 * 2.5.1, Implementation Guide, appendix C.
 */
final class MllpFrame {
  static final int START = 0x0B;
  static final int END = 0x1C;
  static final int RETURN = 0x0D;

  /** An acknowledgement is far shorter, and nothing else is read. */
  static final int LIMIT = 1 << 16;

  private MllpFrame() {}

  /**
   * Reads one block. What comes before its start is skipped, as MLLP wants.
   *
   * @throws MllpException if what comes is no block of an acknowledgement's size
   * @throws IOException if the connection broke
   */
  static byte[] read(InputStream in) throws IOException {
    for (int skipped = 0; next(in) != START; skipped++) {
      if (skipped == LIMIT) {
        throw new MllpException("sent no MLLP block but other bytes");
      }
    }
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    for (int b = next(in); b != END; b = next(in)) {
      if (b == START) {
        throw new MllpException("began an MLLP block within another one");
      }
      if (message.size() == LIMIT) {
        throw new MllpException("sent an MLLP block without an end, or too long a one");
      }
      message.write(b);
    }
    if (next(in) != RETURN) {
      throw new MllpException("sent an MLLP block without its last byte");
    }
    return message.toByteArray();
  }

  private static int next(InputStream in) throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new MllpException("closed the connection before it had answered");
    }
    return b;
  }
}
