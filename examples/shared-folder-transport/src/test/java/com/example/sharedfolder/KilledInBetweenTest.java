package com.example.sharedfolder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.sender.Delivery;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.testkit.ForkedJvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KilledInBetweenTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path root;
  private Practice practice;

  @BeforeEach
  void pair() throws Exception {
    practice = Practice.create(root);
    practice.pair();
  }

  @Test
  void senderKilledWhileItCopiesGoesOnAndThePhotoIsFiledOnce() throws Exception {
    assertKilled(SenderThatIsKilled.class);
    assertEquals(1, practice.files(practice.shared(), ".part").size());
    try (Receiver pc = practice.receiver();
        Sender phone = practice.sender()) {
      pc.start();
      phone.start();
      assertDelivered(phone.deliveries());
    }
  }

  @Test
  void receiverKilledBeforeItsReceiptGivesItLaterAndThePhotoIsFiledOnce() throws Exception {
    try (Sender phone = practice.sender()) {
      phone.start();
      Delivery photo = practice.send(phone);
      assertKilled(ReceiverThatIsKilled.class);
      assertEquals(1, practice.filed().size(), "filed by the one that was killed");
      assertEquals(0, practice.files(practice.shared(), "receipts").size());
      try (Receiver pc = practice.receiver()) {
        pc.start();
        assertDelivered(List.of(photo));
      }
    }
  }

  private void assertKilled(Class<?> main) throws Exception {
    ForkedJvm.Ended ended = ForkedJvm.run(main, PATIENCE, root.toString());
    assertEquals(9, ended.exitCode(), ended.output());
  }

  private void assertDelivered(List<Delivery> photos) throws Exception {
    assertEquals(1, photos.size());
    Receipt receipt = photos.get(0).receipt().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertInstanceOf(Receipt.Delivered.class, receipt);
    assertEquals(1, practice.filed().size());
    assertEquals(0, practice.files(practice.shared(), "envelopes").size(), "left in the folder");
  }
}
