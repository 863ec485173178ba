package nz.co.medimage.crypto.v1;

import java.io.IOException;

/** Thrown if JSON is not what a format requires. The message is a part of a sentence. */
final class JsonFaultException extends IOException {
  private static final long serialVersionUID = 1L;

  JsonFaultException(String message) {
    super(message);
  }
}
