package nz.co.medimage.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class DaemonThreadsTest {

  @Test
  void threadIsANamedDaemon() {
    DaemonThreads threads = DaemonThreads.named("work");
    Thread first = threads.newThread(() -> {});
    assertTrue(first.isDaemon());
    assertEquals("medimage-work-1", first.getName());
    assertEquals("medimage-work-2", threads.newThread(() -> {}).getName());
  }

  @Test
  void threadKnowsWhosePartItIs() throws Exception {
    FutureTask<Boolean> ofReceiver = new FutureTask<>(() -> DaemonThreads.isCurrentOf("receiver"));
    FutureTask<Boolean> ofReceive = new FutureTask<>(() -> DaemonThreads.isCurrentOf("receive"));
    DaemonThreads.start("receiver-chores", ofReceiver).join();
    DaemonThreads.start("receiver-chores", ofReceive).join();
    assertTrue(ofReceiver.get());
    assertFalse(ofReceive.get());
    assertFalse(DaemonThreads.isCurrentOf("receiver"));
  }

  @Test
  void bugIsToldWithoutItsMessage() {
    Throwable bug = new IllegalStateException("P. Smith", new RuntimeException("born 1980"));
    Thread thread = DaemonThreads.named("work").newThread(() -> {});
    PrintStream before = System.err;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
    try {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, bug);
      new BareTrace(bug).printStackTrace();
    } finally {
      System.setErr(before);
    }
    String text = told.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains(IllegalStateException.class.getName()), text);
    assertFalse(text.contains("Smith") || text.contains("1980"), text);
  }

  @Test
  void closedTimerDropsWhatIsPlanned() throws Exception {
    ScheduledThreadPoolExecutor timer = DaemonThreads.timer("work-timer");
    var late = timer.schedule(() -> {}, 1, TimeUnit.HOURS);
    timer.shutdown();
    assertTrue(timer.awaitTermination(30, TimeUnit.SECONDS));
    var never = timer.schedule(() -> {}, 0, TimeUnit.SECONDS);
    assertTrue(late.isCancelled());
    assertFalse(never.isDone());
  }
}
