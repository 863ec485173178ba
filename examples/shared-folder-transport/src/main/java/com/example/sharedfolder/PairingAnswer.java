package com.example.sharedfolder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.PairingRefusedException.Reason;

/** The file of an answer: {@code +} and the answer, or {@code -}, a reason, a blank, a sentence. */
final class PairingAnswer {
  private PairingAnswer() {}

  static byte[] of(byte[] answer) {
    byte[] file = new byte[answer.length + 1];
    file[0] = '+';
    System.arraycopy(answer, 0, file, 1, answer.length);
    return file;
  }

  static byte[] of(PairingRefusedException refused) {
    String text = "-" + refused.reason() + " " + refused.getMessage();
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] parse(byte[] file) throws IOException {
    if (file.length > 0 && file[0] == '+') {
      return Arrays.copyOfRange(file, 1, file.length);
    }
    String text = new String(file, StandardCharsets.UTF_8);
    for (Reason reason : Reason.values()) {
      if (text.startsWith("-" + reason + " ")) {
        throw new PairingRefusedException(reason, text.substring(reason.name().length() + 2));
      }
    }
    throw new IOException("the answer has another form");
  }
}
