package nz.co.medimage.observer.notify;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FakeAddOnContext;

/** Tells that something is unavailable, says so once that is remembered, and waits to be killed. */
final class KilledProcess {
  private KilledProcess() {}

  /** The folder of the state, and the address of the hook. */
  public static void main(String... args) throws Exception {
    FakeAddOnContext context =
        new FakeAddOnContext(
            new NotifyObserverProvider(),
            Map.of("url", args[1], "format", "text", "delay", "1ms"),
            Path.of(args[0]));
    NotifyObserver observer = NotifyObserverProvider.create(context, Told.SOON);
    observer.unavailable("practice", "");
    System.out.println("unavailable");
    Path state = Path.of(args[0], "troubles.json");
    Await.until("it is remembered", () -> Files.readString(state).contains("\"YES\""));
    System.out.println("told");
    new CountDownLatch(1).await();
  }
}
