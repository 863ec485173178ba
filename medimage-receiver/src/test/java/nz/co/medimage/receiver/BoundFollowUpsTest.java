package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.FolderInUseException;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.filter.Uncleanable;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FakeSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Follow-up sinks with filters of their own, and at the end of their receiver. */
@Timeout(60)
final class BoundFollowUpsTest extends FilingFixture {
  private static final byte[] PDF = "%PDF-1.7\n%%EOF\n".getBytes(StandardCharsets.US_ASCII);

  @Test
  void whatAPersonReleasedGetsThroughTheFiltersOfAFollowUpToo() throws Exception {
    FakeSink ehr = new FakeSink("ehr");
    restart(o -> o.removeMetadata(Uncleanable.HOLD).followUp(ehr, photo -> photo));
    send(PDF);

    Person.replay(bench.receiver, id);

    bench.events.await(line -> line.startsWith("followUp") || line.startsWith("followedUp"));
    assertArrayEquals(PDF, ehr.content(id));
  }

  /** The sink goes on to its end, and leaves the interrupt to whoever called it. */
  @Test
  void whatAFollowUpFiledWhileTheReceiverClosedIsRecorded() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    Sink slow =
        sink(
            "slow",
            photo -> {
              calls.incrementAndGet();
              begun.countDown();
              awaitInterrupt();
              return new SinkReference("slow", "arm");
            });
    restart(o -> o.followUp(slow).times(Duration.ofMinutes(5), Duration.ofMillis(200)));
    send(JPEG);
    begun.await();

    bench.close();

    FakeSink again = new FakeSink("slow");
    restartOnceFree(again);
    Await.until("nothing is kept for follow-ups", () -> bench.files("followup").isEmpty());
    assertEquals(0, again.attempts());
    assertEquals(1, calls.get());
  }

  private static void awaitInterrupt() {
    try {
      new CountDownLatch(1).await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void restartOnceFree(FakeSink followUp) throws IOException {
    Await.until(
        "the home is free",
        () -> {
          try {
            restart(o -> o.followUp(followUp));
            return true;
          } catch (FolderInUseException e) {
            return false;
          }
        });
  }

  @Test
  void filterOfTwoFollowUpsStartsOnce() throws Exception {
    AtomicInteger starts = new AtomicInteger();
    CountDownLatch second = new CountDownLatch(2);
    PhotoFilter shared =
        new PhotoFilter() {
          @Override
          public void start() throws IOException {
            starts.incrementAndGet();
            second.countDown();
            try {
              second.await(300, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          }

          @Override
          public StagedPhoto apply(StagedPhoto photo) {
            return photo;
          }
        };
    restart(o -> o.followUp(new FakeSink("ehr"), shared).followUp(new FakeSink("archive"), shared));
    send(JPEG);

    bench.events.await(2, line -> line.startsWith("followedUp"));

    assertEquals(1, starts.get());
  }
}
