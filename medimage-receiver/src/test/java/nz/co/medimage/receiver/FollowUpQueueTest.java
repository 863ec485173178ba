package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.receiver.FollowUpQueue.End;
import nz.co.medimage.runtime.RetryingPool;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class FollowUpQueueTest {
  private static final PhotoId ONE = TestPhotos.photoId(1);
  private static final PhotoId TWO = TestPhotos.photoId(2);
  private static final PhotoId THREE = TestPhotos.photoId(3);
  private static final PhotoId FOUR = TestPhotos.photoId(4);

  private static final Duration HOUR = Duration.ofHours(1);

  private final RecordedEvents events = new RecordedEvents();
  private final SafeEvents safe =
      new SafeEvents(List.of(events), Duration.ofSeconds(30), Clock.systemUTC());
  private final MovedPauses pauses = new MovedPauses();
  private final RetryingPool pool = new RetryingPool("test", FollowUpQueue.USUAL);
  private final Scripted sink = new Scripted();
  private FollowUpQueue queue;

  /** Ends each call as a test says. */
  private static final class Scripted implements FollowUpQueue.Filing {
    private final Map<PhotoId, BlockingQueue<Object>> ends = new ConcurrentHashMap<>();
    private final BlockingQueue<PhotoId> calls = new LinkedBlockingQueue<>();

    private BlockingQueue<Object> of(PhotoId id) {
      return ends.computeIfAbsent(id, any -> new LinkedBlockingQueue<>());
    }

    void end(PhotoId id, End end) {
      of(id).add(end);
    }

    void fail(PhotoId id) {
      of(id).add(StepFailedException.opened("ehr", new IOException("down")));
    }

    @Override
    public End file(PhotoId id) throws StepFailedException {
      calls.add(id);
      try {
        Object end = of(id).take();
        if (end instanceof StepFailedException failure) {
          throw failure;
        }
        return (End) end;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Who is brought to the sink next. */
    PhotoId next() throws InterruptedException {
      PhotoId next = calls.poll(30, TimeUnit.SECONDS);
      assertFalse(next == null, "nobody was brought to the sink");
      return next;
    }

    @Override
    public void waits(PhotoId id, StepFailedException why, Duration pause) {}

    @Override
    public boolean isEnding() {
      return false;
    }
  }

  @BeforeEach
  void open() {
    Receiver.Builder options =
        Receiver.builder(Path.of("none"))
            .followUpPauses(pauses)
            .followUpBackoff(new Backoff(HOUR, 1, HOUR, 0));
    queue = new FollowUpQueue("ehr", options, pool, new Availability("ehr", safe), sink);
  }

  @AfterEach
  void stop() {
    pool.interrupt();
  }

  private List<String> told() {
    safe.drain(Duration.ofSeconds(30));
    return events.lines();
  }

  @Test
  void nothingIsBroughtToASinkThatHasNotStarted() throws Exception {
    queue.add(ONE, "p");
    queue.notStarted("it cannot start");
    assertEquals("it cannot start", queue.why());
    assertEquals(List.of(), new ArrayList<>(sink.calls));
    queue.opened();
    assertEquals(ONE, sink.next());
    assertEquals("", queue.why());
    assertEquals(List.of("unavailable ehr it cannot start", "available ehr"), told());
  }

  @Test
  void ofOnePatientThereIsOneAtATimeTheOldestFirst() throws Exception {
    queue.add(THREE, "p");
    queue.add(ONE, "p");
    queue.add(TWO, "p");
    queue.opened();
    for (PhotoId each : List.of(ONE, TWO, THREE)) {
      assertEquals(each, sink.next());
      assertEquals(List.of(), new ArrayList<>(sink.calls));
      sink.end(each, End.FILED);
    }
  }

  @Test
  void anotherPatientsPhotoProbesNext() throws Exception {
    queue.opened();
    queue.add(ONE, "p");
    assertEquals(ONE, sink.next());
    sink.fail(ONE);
    awaitPause();
    queue.add(TWO, "q");
    pauses.endNext();
    assertEquals(TWO, sink.next());
    sink.end(TWO, End.FILED);
    assertEquals(ONE, sink.next());
    assertEquals(List.of("unavailable ehr down", "available ehr"), told());
  }

  private void awaitPause() {
    Await.until("the queue pauses", () -> queue.why().equals("down"));
  }

  @Test
  void probeThatIsRejectedIsFollowedByTheNextAtOnce() throws Exception {
    queue.opened();
    queue.add(ONE, "p");
    sink.next();
    sink.fail(ONE);
    awaitPause();
    queue.add(TWO, "q");
    queue.add(THREE, "r");
    pauses.endNext();
    assertEquals(TWO, sink.next());
    sink.end(TWO, End.LEFT);
    assertEquals(THREE, sink.next());
    assertEquals(List.of(), new ArrayList<>(sink.calls), "one probe at a time");
    assertEquals("down", queue.why());
    sink.end(THREE, End.FILED);
    assertEquals(ONE, sink.next());
  }

  @Test
  void sinkThatLosesOneAnswerAfterAnotherIsNotAskedToLoseAll() throws Exception {
    queue.add(ONE, "p");
    queue.add(TWO, "p");
    queue.add(THREE, "p");
    queue.add(FOUR, "p");
    queue.opened();
    sink.next();
    sink.end(ONE, End.UNKNOWN);
    assertEquals(TWO, sink.next(), "a single question holds nobody up");
    sink.end(TWO, End.UNKNOWN);
    Await.until("the queue pauses", () -> !queue.why().isEmpty());
    assertEquals(List.of(), new ArrayList<>(sink.calls));
    pauses.endNext();
    assertEquals(THREE, sink.next());
    sink.end(THREE, End.FILED);
    assertEquals(FOUR, sink.next());
    assertEquals(
        List.of(
            "unavailable ehr Its answers about the last photos were lost, so photos are sent one at a"
                + " time until one arrives. 'deliveries' lists those that a person must look for there.",
            "available ehr"),
        told());
  }

  @Test
  void photoThatIsAddedWhileItIsBroughtThereIsBroughtOnceMore() throws Exception {
    queue.opened();
    queue.add(ONE, "p");
    sink.next();
    queue.add(ONE, "p");
    sink.end(ONE, End.LEFT);
    assertEquals(ONE, sink.next());
    sink.end(ONE, End.FILED);
    queue.add(TWO, "p");
    assertEquals(TWO, sink.next());
  }

  /** Has a photo fail, so that the queue pauses. */
  private void fail(PhotoId id, String patient) throws InterruptedException {
    queue.opened();
    queue.add(id, patient);
    assertEquals(id, sink.next());
    sink.fail(id);
    awaitPause();
  }

  @Test
  void photoThatAPersonAsksForProbesItselfThoughItFailedLast() throws Exception {
    fail(ONE, "p");
    queue.add(TWO, "q");
    queue.hurry(ONE);
    assertEquals(ONE, sink.next());
    assertEquals(List.of(), new ArrayList<>(sink.calls), "one probe at a time");
    sink.end(ONE, End.FILED);
    assertEquals(TWO, sink.next());
    assertEquals(Duration.ZERO, pauses.now());
  }

  @Test
  void reasonOfOnePhotoIsNotTakenForAnothers() throws Exception {
    fail(ONE, "p");
    queue.add(TWO, "q");
    assertEquals(
        "Not tried yet, because " + ONE.envelope() + " failed: down", queue.waiting().why());
  }

  @Test
  void earlierPhotoOfThePatientProbesForOneThatAPersonAsksFor() throws Exception {
    fail(ONE, "p");
    queue.add(TWO, "p");
    queue.hurry(TWO);
    assertEquals(ONE, sink.next());
    sink.end(ONE, End.FILED);
    assertEquals(TWO, sink.next());
  }

  @Test
  void photoThatAPersonAsksForDuringAProbeIsTriedThoughThatFails() throws Exception {
    fail(ONE, "p");
    queue.add(TWO, "q");
    pauses.endNext(); // what the new photo brought forward
    assertEquals(TWO, sink.next());
    queue.hurry(ONE);
    sink.fail(TWO);
    assertEquals(ONE, sink.next());
    queue.hurry(ONE);
    sink.fail(ONE);
    assertEquals(ONE, sink.next(), "asked for once more while it was tried");
    sink.fail(ONE);
    queue.hurry(TWO);
    assertEquals(TWO, sink.next());
    assertEquals(List.of(), new ArrayList<>(sink.calls), "each request is one try");
  }

  @Test
  void photoWhoseAnswerIsLostForGoodHoldsUpAnotherPatientsForMinutes() throws Exception {
    fail(ONE, "p");
    pauses.advance(Duration.ofMinutes(1));
    queue.add(TWO, "p");
    queue.add(THREE, "q");
    pauses.advance(FollowUpQueue.EARLIEST.minusMinutes(1));
    assertEquals(THREE, sink.next());
    sink.end(THREE, End.FILED);
    assertEquals(ONE, sink.next());
    sink.fail(ONE);
    queue.add(FOUR, "r");
    assertEquals(FOUR, sink.next(), "ONE is to blame, and waits alone");
  }

  @Test
  void pauseThatEndsAfterItsPhotoWasFiledStopsNobody() throws Exception {
    fail(ONE, "p");
    queue.add(TWO, "q");
    pauses.advance(FollowUpQueue.EARLIEST);
    assertEquals(TWO, sink.next());
    sink.end(TWO, End.FILED);
    assertEquals(ONE, sink.next());
    sink.fail(ONE);
    Await.until("it waits alone", () -> queue.alone(1).containsKey(ONE));
    queue.hurry(ONE);
    assertEquals(ONE, sink.next());
    sink.end(ONE, End.FILED);
    queue.add(THREE, "p");
    assertEquals(THREE, sink.next());
    sink.end(THREE, End.FILED);
    pauses.advance(HOUR.multipliedBy(2));
    queue.add(FOUR, "p");
    assertEquals(FOUR, sink.next());
  }

  @Test
  void photoThatComesLongAfterTheLastTryIsTriedAtOnce() throws Exception {
    fail(ONE, "p");
    pauses.advance(Duration.ofMinutes(30));
    queue.add(TWO, "q");
    pauses.advance(Duration.ZERO);
    assertEquals(TWO, sink.next());
    sink.fail(TWO);
    Await.until("it has failed", () -> queue.nextTry().isPresent());
    pauses.advance(Duration.ofMinutes(30));
    assertEquals(ONE, sink.next(), "the pause went on, and ends when it would have");
  }

  @Test
  void photosThatComeAllDayCauseATryInFiveMinutesAtMost() throws Exception {
    fail(ONE, "p");
    Await.until("it has left the sink", () -> queue.nextTry().isPresent());
    int tries = 0;
    for (int minute = 0; minute < 24 * 60; minute++) {
      queue.add(TestPhotos.photoId(10 + minute), "patient " + minute);
      pauses.advance(Duration.ofMinutes(1));
      while (queue.nextTry().isEmpty()) {
        sink.fail(sink.next());
        tries++;
        Await.until("it has failed", () -> queue.nextTry().isPresent());
      }
    }
    assertTrue(tries >= 280 && tries <= 24 * 12 + 24, "tries: " + tries);
  }

  @Test
  void newPhotosDoNotShortenThePauseOfATargetThatLosesAnswers() throws Exception {
    queue.add(ONE, "p");
    queue.add(TWO, "p");
    queue.opened();
    sink.next();
    sink.end(ONE, End.UNKNOWN);
    sink.next();
    sink.end(TWO, End.UNKNOWN);
    Await.until("the queue pauses", () -> !queue.why().isEmpty());
    queue.add(THREE, "q");
    pauses.advance(HOUR.minusMinutes(1));
    assertEquals(List.of(), new ArrayList<>(sink.calls));
    pauses.advance(Duration.ofMinutes(1));
    assertEquals(THREE, sink.next());
  }
}
