package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Photos that wait for a follow-up sink whose target is away; the time is moved. */
@Timeout(120)
final class QueuedFollowUpsTest extends FilingFixture {
  private static final Backoff USUAL =
      new Backoff(Duration.ofSeconds(15), 3, Duration.ofHours(6), 0.2);

  private final MovedPauses pauses = new MovedPauses();
  private final FakeSink archive = new FakeSink("archive");
  private final OrderedSink ehr = new OrderedSink();

  private void open() throws IOException {
    restart(
        o ->
            o.followUp(ehr)
                .followUp(archive)
                .followUpBackoff(USUAL)
                .followUpPauses(pauses)
                .times(Duration.ofMinutes(5), Duration.ofSeconds(15)));
  }

  private EnvelopeId deliver(String tag) throws Exception {
    EnvelopeId fresh = Phone.freshId();
    byte[] sealed = phone.seal(fresh, TestPhotos.manifest(tag, JPEG), JPEG);
    assertInstanceOf(Receipt.Delivered.class, phone.deliver(bench.context(), fresh, sealed));
    return fresh;
  }

  private long told(String line) {
    return bench.events.lines().stream().filter(l -> l.startsWith(line)).count();
  }

  @Test
  void queueIsRebuiltFromTheDiskAfterARestart() throws Exception {
    open();
    ehr.isAway = true;
    Map<String, List<PhotoId>> sent = new HashMap<>();
    for (int n = 0; n < 12; n++) {
      String patient = "P" + n % 3;
      PhotoId photo = phone.photo(deliver("#" + patient + " arm"));
      sent.computeIfAbsent(patient, any -> new ArrayList<>()).add(photo);
    }
    bench.close();
    ehr.isAway = false;
    open();
    bench.events.await(12, "followedUp ehr"::equals);
    assertEquals(sent, ehr.filed);
  }

  @Test
  void photoThatIsToBlameHoldsUpNobodyButItsPatientsLaterOnes() throws Exception {
    open();
    EnvelopeId odd = Phone.freshId();
    ehr.odd.add(odd);
    byte[] sealed = phone.seal(odd, TestPhotos.manifest("#P1 arm", JPEG), JPEG);
    phone.deliver(bench.context(), odd, sealed);
    bench.events.await(line -> line.startsWith("retrying ehr"));
    deliver("#P2 arm");
    pauses.endNext();
    bench.events.await("followedUp ehr"::equals);
    bench.events.await(2, line -> line.startsWith("retrying ehr"));
    EnvelopeId later = deliver("#P1 arm");
    deliver("#P3 arm");
    bench.events.await(2, "followedUp ehr"::equals);
    assertEquals(Set.of("P2", "P3"), ehr.filed.keySet());
    assertEquals(1, told("unavailable ehr"));
    assertEquals(1, told("available ehr"));

    ehr.odd.clear();
    Person.replay(bench.receiver, later);
    bench.events.await(4, "followedUp ehr"::equals);
    assertEquals(List.of(phone.photo(odd), phone.photo(later)), ehr.filed.get("P1"));
  }

  @Test
  void anotherProcessReadsWhyTheRestOfTheQueueWaits() throws Exception {
    restart(
        o ->
            o.followUp(ehr)
                .followUpPauses(pauses)
                .times(Duration.ofMillis(50), Duration.ofSeconds(15)));
    ehr.isAway = true;
    deliver("#P1 arm");
    bench.events.await(line -> line.startsWith("retrying ehr"));
    EnvelopeId later = deliver("#P2 arm");
    try (Receiver other = Receiver.builder(home).build()) {
      Await.until(
          "the reason can be read",
          () ->
              other
                  .delivery(later)
                  .get(0)
                  .followUps()
                  .get(0)
                  .detail()
                  .endsWith(" failed: the practice system is down"));
    }
    assertEquals(1, ehr.calls.get());
  }

  @Test
  void replayProbesAtOnce() throws Exception {
    open();
    ehr.isAway = true;
    EnvelopeId first = deliver("#P1 arm");
    bench.events.await(line -> line.startsWith("retrying ehr"));
    deliver("#P2 arm");
    ehr.isAway = false;
    Person.replay(bench.receiver, first);
    bench.events.await(2, "followedUp ehr"::equals);
    assertEquals(2, ehr.count());
    assertEquals(Duration.ZERO, pauses.now());
  }
}
