package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clocks that are years ahead or behind, here and on devices, decide nothing. */
@Timeout(120)
final class ClocksTest extends FilingFixture {
  private static final Duration YEARS = Duration.ofDays(8 * 365);

  private final Instant truth = clock.instant();

  private static EnvelopeId idOf(Instant time) {
    return EnvelopeId.create(Clock.fixed(time, ZoneOffset.UTC), new SecureRandom());
  }

  private Receipt send(EnvelopeId envelope) throws Exception {
    return phone.send(bench.context(), envelope, JPEG);
  }

  private List<String> problems() {
    return bench.events.lines().stream().filter(line -> line.startsWith("problem ")).toList();
  }

  @Test
  void computerYearsAheadForgetsAndRejectsNothingAndIsTold() throws Exception {
    send(id);
    clock.advance(YEARS);
    restart(o -> o);
    assertEquals(1, bench.receiver.deliveries(1_000).size());
    EnvelopeId next = idOf(truth.plusSeconds(60));
    assertInstanceOf(Receipt.Delivered.class, send(next));
    assertInstanceOf(Receipt.Delivered.class, send(id));
    assertEquals(2, sink.attempts());
    String sentence =
        "problem the clock of this computer is 2920 days later than the latest photo: set it if it"
            + " is wrong; until photos of its time come, none is too old";
    assertTrue(problems().contains(sentence), () -> "only " + problems());
    clock.advance(YEARS.negated());
    restart(o -> o);
    assertInstanceOf(Receipt.Delivered.class, send(next));
    assertEquals(2, sink.attempts());
  }

  @Test
  void computerYearsAheadBeforeAnythingCameRejectsNothing() throws Exception {
    clock.advance(YEARS);
    restart(o -> o);
    assertInstanceOf(Receipt.Delivered.class, send(id));
  }

  @Test
  void computerYearsBehindForgetsAndRejectsNothingAndIsTold() throws Exception {
    clock.advance(YEARS.negated());
    restart(o -> o);
    assertInstanceOf(Receipt.Delivered.class, send(id));
    assertEquals(
        List.of(
            "problem the clock of phone is ahead of this computer's by 2920 days, or this"
                + " computer's is behind: check both"),
        problems());
    EnvelopeId other = idOf(truth.plusSeconds(1));
    PairedHome.other().send(bench.context(), other, JPEG);
    assertEquals(
        "problem the clock of this computer is behind by 2920 days, as those of other and phone"
            + " agree: set it",
        problems().get(1));
    clock.advance(YEARS);
    restart(o -> o);
    assertInstanceOf(Receipt.Delivered.class, send(id));
    assertEquals(2, sink.attempts());
    assertEquals(2, bench.receiver.deliveries(1_000).size());
  }

  @Test
  void oneDeviceYearsAheadMakesNothingOfOthersTooOldAndIsTold() throws Exception {
    EnvelopeId ahead = idOf(truth.plus(YEARS));
    assertInstanceOf(
        Receipt.Delivered.class, PairedHome.other().send(bench.context(), ahead, JPEG));
    assertInstanceOf(Receipt.Delivered.class, send(id));
    restart(o -> o);
    assertEquals(2, bench.receiver.deliveries(1_000).size());
    assertInstanceOf(Receipt.Delivered.class, send(idOf(truth.plusSeconds(5))));
    assertInstanceOf(Receipt.Delivered.class, send(id));
    assertEquals(3, sink.attempts());
  }

  @Test
  void oneDeviceThatAgreesWithAComputerYearsAheadHasNothingForgotten() throws Exception {
    send(id);
    clock.advance(YEARS);
    EnvelopeId ahead = idOf(truth.plus(YEARS));
    restart(o -> o);
    PairedHome.other().send(bench.context(), ahead, JPEG);
    restart(o -> o);
    assertEquals(2, bench.receiver.deliveries(1_000).size());
    assertInstanceOf(Receipt.Delivered.class, send(id));
    assertInstanceOf(Receipt.Delivered.class, send(idOf(truth.plusSeconds(5))));
    assertEquals(3, sink.attempts());
  }

  @Test
  void deviceThatPairedTwiceIsOneClock() throws Exception {
    send(id);
    Phone other = PairedHome.other();
    Phone again;
    try (PairingOffer offer = bench.receiver.offerPairing()) {
      again = Phone.pair(bench.context(), offer.code(), "other", other);
    }
    clock.advance(YEARS);
    restart(o -> o);
    other.send(bench.context(), idOf(truth.plus(YEARS)), JPEG);
    again.send(bench.context(), idOf(truth.plus(YEARS)), JPEG);
    restart(o -> o);
    assertEquals(3, bench.receiver.deliveries(1_000).size());
    assertInstanceOf(Receipt.Delivered.class, send(id));
    assertInstanceOf(Receipt.Delivered.class, send(idOf(truth.plusSeconds(5))));
  }

  @Test
  void deviceThatIsAheadIsToldOfOnceADay() throws Exception {
    send(idOf(truth.plus(Duration.ofMinutes(4))));
    assertEquals(List.of(), problems());
    send(idOf(truth.plus(Duration.ofHours(3))));
    send(idOf(truth.plus(Duration.ofHours(3))));
    assertEquals(
        List.of(
            "problem the clock of phone is ahead of this computer's by 3 hours, or this computer's"
                + " is behind: check both"),
        problems());
    clock.advance(Duration.ofDays(1));
    send(idOf(truth.plus(Duration.ofHours(27))));
    assertEquals(2, problems().size());
  }

  @Test
  void relayThatDiffersIsToldOfOnceADay() throws Exception {
    bench.context().clockDiffers("the relay", Duration.ofMinutes(4));
    bench.context().clockDiffers("the relay", Duration.ofMinutes(-4));
    assertEquals(List.of(), problems());
    bench.context().clockDiffers("the relay", YEARS);
    bench.context().clockDiffers("the relay", YEARS);
    bench.context().clockDiffers("the relay", YEARS.negated());
    bench.context().clockDiffers("the relay", YEARS.negated());
    assertEquals(
        List.of(
            "problem the clock of the relay is ahead of this computer's by 2920 days, or this"
                + " computer's is behind: check both",
            "problem the clock of this computer is ahead of that of the relay by 2920 days:"
                + " check it"),
        problems());
    clock.advance(Duration.ofDays(1));
    bench.context().clockDiffers("the relay", YEARS);
    assertEquals(3, problems().size());
    assertInstanceOf(Receipt.Delivered.class, send(id));
  }

  @Test
  void computerThatRelayAndDeviceAgreeAgainstIsToldToSetIt() throws Exception {
    bench.context().clockDiffers("the relay", Duration.ofHours(5));
    send(idOf(truth.plus(Duration.ofHours(5))));
    assertEquals(
        "problem the clock of this computer is behind by 5 hours, as those of phone and the relay"
            + " agree: set it",
        problems().get(1));
  }

  @Test
  void photoOfADeviceWhoseClockFellBackIsNoOlderThanItsPairing() throws Exception {
    send(id);
    assertInstanceOf(Receipt.Delivered.class, send(idOf(Instant.EPOCH.plusSeconds(60))));
    assertEquals(List.of(), problems());
  }
}
