package nz.co.medimage.transport.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.transport.http.v1.WaitingList.Message;
import org.junit.jupiter.api.Test;

class CollectTasksTest {
  private final CollectTasks tasks = new CollectTasks();

  private static Message message(int upload, boolean isWhole) {
    return new Message(
        new UUID(1, 1), new UUID(2, 2), new UUID(3, upload), 10, Optional.empty(), isWhole);
  }

  private static final Message COMING = message(1, false);
  private static final Message WHOLE = message(1, true);

  @Test
  void whatIsComingIsTakenOnceHoweverOftenItIsListed() {
    CollectTask task = tasks.take(COMING).orElseThrow();
    assertTrue(tasks.take(COMING).isEmpty());
    assertTrue(task.work());
    assertTrue(tasks.take(COMING).isEmpty());
    assertTrue(tasks.rest(task));
    // A relay that tells of it over and over keeps nobody busy.
    assertTrue(tasks.take(COMING).isEmpty());
    assertTrue(tasks.take(message(2, false)).isEmpty());
    assertEquals(Optional.empty(), tasks.end(task));
    assertTrue(tasks.take(COMING).isPresent());
  }

  @Test
  void whatRestsGivesWayToTheWholeMessage() {
    CollectTask task = tasks.take(COMING).orElseThrow();
    assertTrue(task.work());
    assertTrue(tasks.rest(task));
    CollectTask whole = tasks.take(WHOLE).orElseThrow();
    assertEquals(WHOLE, whole.message);
    // The end of its rest comes too late.
    tasks.end(task);
    assertEquals(1, tasks.count());
  }

  @Test
  void whatHasNotBegunGivesWayToTheWholeMessage() {
    CollectTask task = tasks.take(COMING).orElseThrow();
    assertTrue(tasks.take(WHOLE).isPresent());
    assertFalse(task.work());
  }

  @Test
  void whatBrokeOffAfterTheRelayToldOfTheWholeGoesOnAtOnce() {
    CollectTask task = tasks.take(COMING).orElseThrow();
    assertTrue(task.work());
    assertTrue(tasks.take(WHOLE).isEmpty());
    assertFalse(tasks.rest(task));
    assertEquals(Optional.of(WHOLE), tasks.end(task));
  }

  @Test
  void whatWasAnsweredWhileItCameIsNotTakenAgain() {
    CollectTask task = tasks.take(COMING).orElseThrow();
    assertTrue(task.work());
    assertTrue(tasks.take(WHOLE).isEmpty());
    task.replied();
    assertEquals(Optional.empty(), tasks.end(task));
  }

  @Test
  void whatWasSentAgainMeanwhileIsTakenAgain() {
    CollectTask task = tasks.take(COMING).orElseThrow();
    assertTrue(task.work());
    Message again = message(2, true);
    assertTrue(tasks.take(again).isEmpty());
    task.replied();
    assertEquals(Optional.of(again), tasks.end(task));
  }
}
