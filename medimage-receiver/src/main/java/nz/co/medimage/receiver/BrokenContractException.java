package nz.co.medimage.receiver;

import java.io.IOException;

/** An add-on did what its contract rules out; one sentence, which names the add-on. */
final class BrokenContractException extends IOException {
  private static final long serialVersionUID = 1L;

  BrokenContractException(String sentence) {
    super(sentence);
  }
}
