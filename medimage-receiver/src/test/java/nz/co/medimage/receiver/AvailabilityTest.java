package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What observers are told when a sink cannot be used, and when it works again. */
@Timeout(60)
final class AvailabilityTest {

  @Nested
  final class OfAStep {
    private final RecordedEvents events = new RecordedEvents();
    private final SafeEvents safe =
        new SafeEvents(List.of(events), Duration.ofSeconds(30), Clock.systemUTC());
    private final Availability ehr = new Availability("ehr", safe);
    private final PhotoId one = photo();
    private final PhotoId two = photo();

    private static PhotoId photo() {
      return new PhotoId(Phone.freshId(), new PairingId(new UUID(1, 2)));
    }

    private List<String> told() {
      safe.drain(Duration.ofSeconds(30));
      return events.lines();
    }

    @Test
    void troubleIsToldOnceAtItsStartAndOnceAtItsEnd() {
      assertTrue(ehr.failed(one, "down"));
      assertTrue(ehr.failed(two, "down"));
      assertTrue(ehr.failed(one, "still down"));
      ehr.worked(two);
      ehr.worked(one);
      assertEquals(List.of("unavailable ehr down", "available ehr"), told());
    }

    @Test
    void photoAtWhichItFailsBetweenOthersIsToBlameAndNoTrouble() {
      ehr.failed(one, "odd");
      ehr.worked(two);
      assertFalse(ehr.failed(one, "odd"));
      assertFalse(ehr.failed(one, "odd"), "also while nothing else comes");
      assertEquals(List.of("unavailable ehr odd", "available ehr"), told());
    }

    @Test
    void photoThatItTookInTheEndIsAsGoodAsAnyOther() {
      ehr.failed(one, "odd");
      ehr.worked(two);
      ehr.failed(one, "odd");
      ehr.worked(one);
      assertTrue(ehr.failed(one, "down"));
    }
  }

  @Nested
  final class OfARequiredSink extends FilingFixture {
    @Test
    void isToldOnceHoweverManyPhotosWaitForIt() throws Exception {
      sink.goAway();
      EnvelopeId other = Phone.freshId();
      phone.upload(bench.context(), id, phone.seal(id, JPEG));
      phone.upload(bench.context(), other, phone.seal(other, JPEG));
      bench.events.await(4, line -> line.startsWith("retrying folders"));
      sink.comeBack();
      bench.events.await(2, line -> line.startsWith("delivered"));
      bench.close();
      assertEquals(
          List.of("unavailable folders the sink is away", "available folders"), availability());
    }

    @Test
    void programmingErrorAtAPhotoIsNoTrouble() throws Exception {
      restart(
          o ->
              o.sink(
                  sink(
                      "vendor",
                      photo -> {
                        throw new IllegalStateException();
                      })));
      assertInstanceOf(Receipt.Rejected.class, send(JPEG));
      bench.close();
      assertEquals(List.of(), availability());
    }

    @Test
    void receiverThatClosesIsNoTrouble() throws Exception {
      restart(
          o ->
              o.times(Duration.ofMinutes(5), Duration.ofMillis(200))
                  .sink(
                      sink(
                          "slow",
                          photo -> {
                            try {
                              new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                              throw new IOException(e);
                            }
                            return new SinkReference("slow", "arm");
                          })));
      phone.upload(bench.context(), id, phone.seal(id, JPEG));
      sink.awaitAttempts(1);
      bench.close();
      assertEquals(List.of(), availability());
    }

    private List<String> availability() {
      Stream<String> lines = bench.events.lines().stream();
      return lines.filter(line -> line.contains("available")).toList();
    }
  }
}
