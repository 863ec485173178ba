package nz.co.medimage.transport.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.transport.http.v1.WaitingList.Message;
import org.junit.jupiter.api.Test;

final class LossesTest {
  private long now;
  private final Losses losses =
      new Losses(
          new Backoff(Duration.ofSeconds(5), 3, Duration.ofHours(6), 0), () -> now, new Random(1));

  private static Message message(int id) {
    return new Message(new UUID(1, 1), new UUID(2, id), new UUID(3, id), 10, Optional.empty());
  }

  @Test
  void firstIsAskedForAgainAtOnceAndTheOthersAfterPausesThatGrow() {
    losses.add(message(1));
    assertEquals(Duration.ZERO, losses.pause(message(1)));
    losses.add(message(1));
    assertEquals(Duration.ofSeconds(5), losses.pause(message(1)));
    losses.add(message(1));
    assertEquals(Duration.ofSeconds(15), losses.pause(message(1)));
    now += Duration.ofSeconds(14).toNanos();
    assertEquals(Duration.ofSeconds(1), losses.pause(message(1)));
    for (int i = 0; i < 20; i++) {
      losses.add(message(1));
    }
    assertEquals(Duration.ofHours(6), losses.pause(message(1)));
    assertEquals(Duration.ZERO, losses.pause(message(2)));
  }

  @Test
  void whatWasDealtWithBeginsAnew() {
    losses.add(message(1));
    losses.add(message(1));
    losses.remove(message(1));
    losses.add(message(1));
    assertEquals(Duration.ZERO, losses.pause(message(1)));
  }

  @Test
  void madeUpMessagesAreForgotten() {
    losses.add(message(0));
    losses.add(message(0));
    for (int i = 1; i <= 10_000; i++) {
      losses.add(message(i));
    }
    assertEquals(Duration.ZERO, losses.pause(message(0)));
  }
}
