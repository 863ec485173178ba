package nz.co.medimage.relay;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Slots are taken and given back. */
@Timeout(60)
class UploadSlotsTest {
  private final UploadSlots slots = new UploadSlots(5, 2);

  private static UUID mailbox(int number) {
    return new UUID(0, number);
  }

  @Test
  void mailboxHasSoManyAndAnotherAsMany() {
    for (int mailbox = 1; mailbox <= 2; mailbox++) {
      assertTrue(slots.take(mailbox(mailbox)));
      assertTrue(slots.take(mailbox(mailbox)));
      assertFalse(slots.take(mailbox(mailbox)));
    }
    slots.giveBack(mailbox(1));
    assertTrue(slots.take(mailbox(1)));
    assertFalse(slots.take(mailbox(1)));
  }

  @Test
  void allTogetherHaveNotMoreThanThereAre() {
    for (int mailbox = 1; mailbox <= 5; mailbox++) {
      assertTrue(slots.take(mailbox(mailbox)));
    }
    assertFalse(slots.take(mailbox(6)));
    slots.giveBack(mailbox(3));
    assertTrue(slots.take(mailbox(6)));
    assertFalse(slots.take(mailbox(3)));
  }
}
