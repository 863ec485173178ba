package com.example.consent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.receiver.config.ReceiverConfiguration;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.testkit.LoopbackListener;
import nz.co.medimage.testkit.LoopbackNetwork;
import nz.co.medimage.testkit.LoopbackTransport;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The filter in a receiver, set up by {@code receiver.json} as a practice does. */
@Timeout(120)
final class ReceiverTest {
  @TempDir private Path folder;
  private Receiver receiver;
  private Sender sender;

  @BeforeEach
  void pair() throws Exception {
    Path file = folder.resolve("receiver.json");
    Files.writeString(
        file,
        """
        {
          "filters": [{"add-on": "consent", "settings": {"word": "agreed"}}],
          "sinks": [{"add-on": "folders", "settings": {"to": "Patients"}}]
        }
        """);
    LoopbackNetwork network = new LoopbackNetwork();
    receiver =
        Receiver.builder(folder.resolve("pc"))
            .configuration(ReceiverConfiguration.read(file))
            .listener(new LoopbackListener(network, "pc"))
            .build();
    receiver.start();
    sender =
        Sender.builder(folder.resolve("phone")).transport(new LoopbackTransport(network)).build();
    sender.start();
    sender.pair(receiver.offerPairing().code());
  }

  @AfterEach
  void close() throws Exception {
    sender.close();
    receiver.close();
  }

  private Receipt send(String tag, String consent) throws Exception {
    byte[] content = TestPhotos.jpeg(1);
    Photo photo =
        Photo.builder("arm.jpg", () -> new ByteArrayInputStream(content), TestPhotos.CAPTURED)
            .attribute("consent", consent)
            .build();
    return sender.send(photo, PatientTag.parse(tag)).receipt().get(60, TimeUnit.SECONDS);
  }

  @Test
  void photoIsRejectedAtTheSenderWithTheReason() throws Exception {
    Receipt.Rejected receipt = assertInstanceOf(Receipt.Rejected.class, send("#ZAC5361 arm", ""));
    assertEquals(ConsentFilter.NO_CONSENT, receipt.code());
    assertTrue(receipt.message().startsWith("No consent: "), receipt.message());
  }

  @Test
  void photoIsFiledWithANoteBesideIt() throws Exception {
    assertInstanceOf(Receipt.Delivered.class, send("#ZAC5361 arm agreed", ""));
    assertEquals("agreed", consentInTheNote());
  }

  @Test
  void consentThatTheAppAskedForIsInTheNote() throws Exception {
    assertInstanceOf(Receipt.Delivered.class, send("#ZAC5361 arm", "teaching"));
    assertEquals("teaching", consentInTheNote());
  }

  private String consentInTheNote() throws Exception {
    try (Stream<Path> files = Files.list(folder.resolve("Patients/ZAC5361"))) {
      Path note =
          files.filter(f -> f.toString().endsWith(".consent.txt")).findFirst().orElseThrow();
      return Files.readAllLines(note).get(0).substring("Consent: ".length());
    }
  }
}
