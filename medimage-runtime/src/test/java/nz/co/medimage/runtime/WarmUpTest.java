package nz.co.medimage.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WarmUpTest {

  @Test
  void runsEachOnceAndOneAfterTheOther() throws InterruptedException {
    List<String> ran = new CopyOnWriteArrayList<>();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    WarmUp.once("test first", () -> ran.add(await(asked)));
    WarmUp.once("test second", () -> ran.add("second"));
    WarmUp.once("test second", () -> ran.add("second once more"));
    WarmUp.once("test third", done::countDown);
    asked.countDown();
    done.await();
    assertEquals(List.of("first", "second"), ran);
  }

  @Test
  void processThatIsToldToLeavesThemOut() throws InterruptedException {
    List<String> ran = new CopyOnWriteArrayList<>();
    System.setProperty("medimage.warm-up", "off");
    try {
      WarmUp.once("test left out", () -> ran.add("left out"));
    } finally {
      System.clearProperty("medimage.warm-up");
    }
    CountDownLatch done = new CountDownLatch(1);
    WarmUp.once("test after", done::countDown);
    done.await();
    assertEquals(List.of(), ran);
  }

  private static String await(CountDownLatch asked) {
    try {
      asked.await();
      return "first";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
