package nz.co.medimage.observer.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.ForkedJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed, and another one continues with its state. */
@Timeout(120)
final class KilledTest {
  @TempDir Path folder;

  /** Kills it after so many lines, or once the hook was told. */
  private void kill(Hook hook, int lines) throws Exception {
    ForkedJvm.runAndKill(
        KilledProcess.class,
        lines,
        line -> Await.until("the hook is told", () -> !hook.told().isEmpty()),
        folder.toString(),
        hook.url());
  }

  @Test
  void afterTheMessageWasTakenItIsNotToldAgain() throws Exception {
    try (Hook hook = new Hook()) {
      kill(hook, 2);
      assertEquals(1, hook.told().size());
      try (Told told = new Told(folder, hook)) {
        told.observer.unavailable("practice", "");
        told.pass();
        told.observer.available("practice");
        List<String> all = told.all();
        assertEquals(2, all.size(), all::toString);
        assertTrue(all.get(1).startsWith("practice works again"), all::toString);
      }
    }
  }

  @Test
  void beforeTheMessageWasTakenItIsToldAgain() throws Exception {
    try (Hook hook = new Hook()) {
      hook.next(Hook.HANG);
      kill(hook, 1);
      try (Told told = new Told(folder, hook)) {
        told.pass();
        told.await(2);
        told.observer.available("practice");
        List<String> all = told.all();
        assertEquals(3, all.size(), all::toString);
        assertEquals(all.get(0), all.get(1));
        assertTrue(all.get(2).startsWith("practice works again"), all::toString);
      }
    }
  }
}
