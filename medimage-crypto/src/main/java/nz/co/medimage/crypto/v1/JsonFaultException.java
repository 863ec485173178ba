package nz.co.medimage.crypto.v1;

import java.io.IOException;

/** JSON is not what a format asks for. The message begins in the middle of a sentence. */
final class JsonFaultException extends IOException {
  private static final long serialVersionUID = 1L;

  JsonFaultException(String message) {
    super(message);
  }
}
