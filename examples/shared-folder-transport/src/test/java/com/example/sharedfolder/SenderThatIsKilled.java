package com.example.sharedfolder;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.sender.Sender;

/** A phone whose battery is empty when half of the photo is in the folder. */
final class SenderThatIsKilled {
  private SenderThatIsKilled() {}

  public static void main(String[] arguments) throws Exception {
    Practice practice = new Practice(Path.of(arguments[0]));
    try (Sender phone = practice.sender()) {
      phone.start();
      var delivery = practice.send(phone);
      delivery.onStatus(
          status -> {
            if (status.sent() > 0) {
              Runtime.getRuntime().halt(9);
            }
          });
      delivery.receipt().get(60, TimeUnit.SECONDS);
    }
  }
}
