package com.example.sharedfolder;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.receiver.config.ReceiverConfiguration;
import nz.co.medimage.sender.Sender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationTest {
  @Test
  void bothHalvesAreFoundAndTakeTheirFolderFromTheConfiguration(@TempDir Path root)
      throws Exception {
    Practice practice = Practice.create(root);
    Path file = root.resolve("receiver.json");
    Files.writeString(
        file,
        """
        {
          "sinks": [{"add-on": "folders", "settings": {"to": "Patients"}}],
          "listeners": [{"add-on": "shared-folder", "settings": {"folder": "shared"}}]
        }
        """);
    try (Receiver pc =
            Receiver.builder(practice.pc())
                .configuration(ReceiverConfiguration.read(file))
                .build();
        Sender phone = practice.sender()) {
      pc.start();
      phone.start();
      phone.pair(pc.offerPairing().code());
      Receipt receipt = practice.send(phone).receipt().get(2, TimeUnit.MINUTES);
      assertInstanceOf(Receipt.Delivered.class, receipt);
    }
  }
}
