package nz.co.medimage.sender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.testkit.MutableClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SendOrderTest {
  private static final PairingId PAIRING = new PairingId(new UUID(0, 1));
  private static final Instant START = Instant.parse("2026-03-01T10:15:30Z");

  private final MutableClock clock = MutableClock.at(START);
  private final SendOrder order = new SendOrder(clock, new Random(1));

  private static Photo at(String time) {
    return Photo.builder("a.jpg", InputStream::nullInputStream, OffsetDateTime.parse(time)).build();
  }

  private @Nullable String sequence(String time, String tag) {
    return order.sequence(at(time), PatientTag.parse(tag), PAIRING);
  }

  @Test
  void idsOfOneMillisecondGrow() {
    EnvelopeId last = order.nextId();
    for (int i = 0; i < 500; i++) {
      EnvelopeId next = order.nextId();
      assertTrue(next.compareTo(last) > 0);
      last = next;
    }
  }

  @Test
  void idsFollowAClockThatIsSetBack() {
    order.nextId();
    clock.advance(Duration.ofHours(-1));
    assertEquals(START.minus(Duration.ofHours(1)), order.nextId().createdAt());
  }

  @Test
  void photosOfOneSecondOfAPatientAreNumbered() {
    assertEquals(
        Arrays.asList(null, "2", null, null, "3"),
        Arrays.asList(
            sequence("2024-03-15T10:20:30.1+13:00", "#A arm"),
            sequence("2024-03-15T10:20:30.2+13:00", "#A arm"),
            sequence("2024-03-15T10:20:31.1+13:00", "#A arm"),
            sequence("2024-03-15T10:20:30.3+13:00", "#B arm"),
            sequence("2024-03-15T10:20:30.3+13:00", "#A arm")));
  }

  @Test
  void numbersOfOnePhotoAfterTheOtherGoOnAfterThoseOfSeveral() {
    PatientTag tag = PatientTag.parse("#A");
    String time = "2024-03-15T10:20:30+13:00";
    for (Photo photo : Photo.inOrder(List.of(at(time), at(time)))) {
      assertEquals(photo.sequence().orElseThrow(), order.sequence(photo, tag, PAIRING));
    }
    assertEquals("3", order.sequence(at(time), tag, PAIRING));
  }
}
