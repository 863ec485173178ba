package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.testkit.MutableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a sink remembers of many photos, and for how long. */
@Timeout(120)
final class MemoryTest {
  private static final int MANY = 20_000;
  private static final String MAIN = "/practice/photos";
  private static final PairingId FROM = new PairingId(new UUID(1, 2));

  @TempDir Path folder;
  private final Random random = new Random(1);

  private PhotoId idAt(Clock clock) {
    return new PhotoId(EnvelopeId.create(clock, random), FROM);
  }

  private static Intent named(String name) {
    return new Intent(Intent.Stage.CLAIMED, "ab".repeat(32), name);
  }

  @Test
  void manyPhotosTakeLittleRoomAndAreFound() throws Exception {
    MutableClock clock = MutableClock.at("2026-03-01T10:15:30Z");
    PhotoId last = idAt(clock);
    try (Memory memory = Memory.open(folder, clock)) {
      for (int from = 0; from < MANY; from += 10_000) {
        List<Remembered> some = new ArrayList<>();
        for (int i = from; i < from + 10_000; i++) {
          clock.advance(Duration.ofSeconds(1));
          last = idAt(clock);
          some.add(new Remembered(null, last, named("ZAC" + i + "/arm-" + Tree.WHEN + i)));
        }
        memory.take(some);
      }
    }
    try (Memory memory = Memory.open(folder, clock)) {
      assertTrue(memory.filed(last).isPresent());
      assertTrue(memory.isFiledAs("zac" + (MANY - 1) + "/ARM-" + Tree.WHEN + (MANY - 1)));
    }
    assertTrue(Files.size(folder.resolve("photos.db")) / MANY <= 350);
  }

  @Test
  void photosAreForgottenAfterFiveYears() throws Exception {
    MutableClock clock = MutableClock.at("2026-03-01T10:15:30Z");
    PhotoId first = idAt(clock);
    try (Memory memory = Memory.open(folder, clock)) {
      memory.settle(first, named("first"), Map.of(), List.of(), MAIN);
      clock.advance(Duration.ofDays(5 * 365));
      memory.settle(idAt(clock), named("second"), Map.of(), List.of(), MAIN);
      clock.advance(Duration.ofDays(4));
      memory.settle(idAt(clock), named("third"), Map.of(), List.of(), MAIN);
      assertTrue(memory.filed(first).isPresent());
      clock.advance(Duration.ofDays(1));
      memory.settle(idAt(clock), named("fourth"), Map.of(), List.of(), MAIN);
      assertFalse(memory.filed(first).isPresent());
      assertEquals(List.of(), memory.placing(Memory.MAIN, null, 9));
    }
  }

  @Test
  void clockThatIsYearsAheadForgetsNothing() throws Exception {
    PhotoId id = idAt(MutableClock.at("2026-03-01T10:15:30Z"));
    PhotoId next = idAt(MutableClock.at("2026-03-02T10:15:30Z"));
    try (Memory memory = Memory.open(folder, MutableClock.at("2046-03-02T10:15:30Z"))) {
      memory.settle(id, named("first"), Map.of(), List.of(), MAIN);
      memory.settle(next, named("second"), Map.of(), List.of(), MAIN);
    }
    try (Memory memory = Memory.open(folder, MutableClock.at("2047-03-02T10:15:30Z"))) {
      memory.settle(
          idAt(MutableClock.at("2026-03-03T10:15:30Z")), named("third"), Map.of(), List.of(), MAIN);
      assertTrue(memory.filed(id).isPresent());
    }
  }

  @Test
  void clocksOfThisComputerAndOneDeviceThatAreYearsAheadForgetNothing() throws Exception {
    MutableClock clock = MutableClock.at("2026-03-01T10:15:30Z");
    PhotoId id = idAt(clock);
    PhotoId ahead =
        new PhotoId(
            EnvelopeId.create(MutableClock.at("2046-03-01T10:15:30Z"), random),
            new PairingId(new UUID(3, 4)));
    try (Memory memory = Memory.open(folder, clock)) {
      memory.settle(id, named("first"), Map.of(), List.of(), MAIN);
      memory.settle(ahead, named("ahead"), Map.of(), List.of(), MAIN);
    }
    try (Memory memory = Memory.open(folder, MutableClock.at("2046-03-02T10:15:30Z"))) {
      memory.settle(idAt(clock), named("second"), Map.of(), List.of(), MAIN);
      assertTrue(memory.filed(id).isPresent());
    }
  }

  @Test
  void photoOfAPhoneWhoseClockIsYearsBehindIsRememberedAsLongAsAnyOther() throws Exception {
    MutableClock clock = MutableClock.at("2026-03-01T10:15:30Z");
    PhotoId behind = idAt(MutableClock.at("2016-03-01T10:15:30Z"));
    try (Memory memory = Memory.open(folder, clock)) {
      memory.settle(behind, named("first"), Map.of(), List.of(), MAIN);
      memory.settle(idAt(clock), named("second"), Map.of(), List.of(), MAIN);
      clock.advance(Duration.ofDays(1));
      memory.settle(idAt(clock), named("third"), Map.of(), List.of(), MAIN);
      assertTrue(memory.filed(behind).isPresent());
      clock.advance(Duration.ofDays(5 * 366));
      memory.settle(idAt(clock), named("fourth"), Map.of(), List.of(), MAIN);
      clock.advance(Duration.ofDays(2));
      memory.settle(idAt(clock), named("fifth"), Map.of(), List.of(), MAIN);
      assertFalse(memory.filed(behind).isPresent());
    }
  }

  @Test
  void photoWhoseCopyIsOwedIsRememberedUntilItIsMade() throws Exception {
    MutableClock clock = MutableClock.at("2026-03-01T10:15:30Z");
    PhotoId owed = idAt(clock);
    try (Memory memory = Memory.open(folder, clock)) {
      memory.settle(owed, named("first"), Map.of(), List.of("copy"), MAIN);
      for (int year = 0; year < 7; year++) {
        clock.advance(Duration.ofDays(366));
        memory.settle(idAt(clock), named("of year " + year), Map.of(), List.of(), MAIN);
      }
      assertTrue(memory.filed(owed).isPresent());
      assertEquals(List.of(owed), memory.placing("copy", null, 9));
      assertEquals(Optional.of(MAIN), memory.origin(owed));
      memory.removeOwed("copy", owed);
      assertEquals(Optional.empty(), memory.origin(owed));
      clock.advance(Duration.ofDays(1));
      memory.settle(idAt(clock), named("last"), Map.of(), List.of(), MAIN);
      assertFalse(memory.filed(owed).isPresent());
    }
  }
}
