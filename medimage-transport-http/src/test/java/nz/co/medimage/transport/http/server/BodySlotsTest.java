package nz.co.medimage.transport.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import nz.co.medimage.transport.http.server.BodySlots.Share;
import nz.co.medimage.transport.http.server.BodySlots.Slot;
import org.junit.jupiter.api.Test;

/** Slots are taken and given back, and the slow make room. */
class BodySlotsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final BodySlots slots = new BodySlots(5, nanos::get);
  private final List<String> brokenOff = new ArrayList<>();

  private Optional<Slot> take(String device) {
    return slots.take(
        List.of(new Share(device, 2), new Share(slots, 5)), () -> brokenOff.add(device));
  }

  private void pass(long seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void deviceHasSoManyAndAnotherAsMany() {
    for (String device : List.of("a", "b")) {
      Slot first = take(device).orElseThrow();
      assertTrue(take(device).isPresent());
      assertFalse(take(device).isPresent());
      first.giveBack();
      assertTrue(take(device).isPresent());
    }
  }

  @Test
  void allTogetherHaveNotMoreThanThereAre() {
    for (String device : List.of("a", "a", "b", "b", "c")) {
      assertTrue(take(device).isPresent());
    }
    assertFalse(take("d").isPresent());
    assertEquals(5, slots.taken());
  }

  @Test
  void bodyThatStandsStillMakesRoom() {
    take("a").orElseThrow().awaits();
    Slot fast = take("a").orElseThrow();
    fast.awaits();
    pass(5);
    fast.resumes();
    fast.came(1_000_000);
    assertTrue(take("a").isPresent());
    assertEquals(List.of("a"), brokenOff);
    assertFalse(take("a").isPresent());
  }

  @Test
  void bodyThatHasJustBegunIsNotTheOneThatMakesRoom() {
    BodySlots strict = new BodySlots(0, nanos::get);
    Slot stalled =
        strict.take(List.of(new Share(strict, 2)), () -> brokenOff.add("stalled")).orElseThrow();
    stalled.came(3);
    stalled.awaits();
    pass(1);
    Slot fresh =
        strict.take(List.of(new Share(strict, 2)), () -> brokenOff.add("fresh")).orElseThrow();
    fresh.awaits();
    assertTrue(strict.take(List.of(new Share(strict, 2)), () -> {}).isPresent());
    assertEquals(List.of("stalled"), brokenOff);
  }

  @Test
  void bodyThatTricklesMakesRoomForAnother() {
    for (String device : List.of("a", "a", "b", "b", "c")) {
      Slot slot = take(device).orElseThrow();
      slot.awaits();
      pass(6);
      slot.resumes();
      slot.came(device.equals("b") ? 10 : 1_000_000);
    }
    assertTrue(take("d").isPresent());
    assertEquals(List.of("b"), brokenOff);
    assertEquals(5, slots.taken());
  }

  @Test
  void bodyThatKeepsThePaceKeepsItsSlot() {
    for (int i = 0; i < 2; i++) {
      Slot slot = take("a").orElseThrow();
      slot.awaits();
      pass(60);
      slot.resumes();
      slot.came(60 * BodySlots.FAST_ENOUGH_BYTES_PER_SECOND);
    }
    assertFalse(take("a").isPresent());
    assertEquals(List.of(), brokenOff);
  }

  @Test
  void newcomerThatIsRefusedPushesNobodyOut() {
    slots.take(List.of(new Share("x", 1), new Share("all", 1)), () -> brokenOff.add("x"));
    Slot slow = slots.take(List.of(new Share("y", 1)), () -> brokenOff.add("y")).orElseThrow();
    slow.awaits();
    pass(9);
    assertFalse(slots.take(List.of(new Share("y", 1), new Share("all", 1)), () -> {}).isPresent());
    assertEquals(List.of(), brokenOff);
    assertEquals(2, slots.taken());
  }

  @Test
  void timeThatTheServerTakesIsNotTheSenders() {
    Slot slot = take("a").orElseThrow();
    pass(100);
    assertFalse(slot.isSlowerThan(1024, 30));
    slot.awaits();
    pass(31);
    slot.resumes();
    assertTrue(slot.isSlowerThan(1024, 30));
    slot.came(2048);
    assertFalse(slot.isSlowerThan(1024, 30));
  }
}
