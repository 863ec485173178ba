package nz.co.medimage.sender;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import org.jspecify.annotations.Nullable;

/**
 * Gives photos ids and numbers in the order in which they are sent, because they travel side by
 * side and arrive in any order. Safe for use by several threads.
 */
final class SendOrder {
  private static final int MAX_REMEMBERED = 1_000;

  /** How far a clock may be set back before ids follow it. */
  private static final Duration SET_BACK = Duration.ofSeconds(1);

  private record Second(PairingId pairing, PatientTag tag, LocalDateTime captured) {}

  private final Clock clock;
  private final Random random;
  private @Nullable EnvelopeId last;

  /** How many photos of each second were sent. */
  private final Map<Second, Integer> sent =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Second, Integer> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  SendOrder(Clock clock, Random random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * Returns an id after the last one, by a time that runs ahead while several photos share a
   * millisecond: RFC 9562 section 6.2.
   */
  synchronized EnvelopeId nextId() {
    EnvelopeId id = EnvelopeId.create(clock, random);
    if (last != null && id.compareTo(last) <= 0) {
      Instant next = last.createdAt().plusMillis(1);
      if (next.isBefore(id.createdAt().plus(SET_BACK))) {
        id = EnvelopeId.create(Clock.fixed(next, ZoneOffset.UTC), random);
      }
    }
    last = id;
    return id;
  }

  /**
   * Returns the digits of {@link Photo#sequence}; for a photo without, the next number of its
   * second, if it is not the first.
   */
  synchronized @Nullable String sequence(Photo photo, PatientTag tag, PairingId pairing) {
    LocalDateTime captured = photo.capturedAt().toLocalDateTime().truncatedTo(ChronoUnit.SECONDS);
    Second second = new Second(pairing, tag, captured);
    if (photo.sequence().isPresent()) {
      sent.merge(second, Integer.parseInt(photo.sequence().get()), Math::max);
      return photo.sequence().get();
    }
    int number = sent.merge(second, 1, Integer::sum);
    return number == 1 ? null : Integer.toString(number);
  }
}
