package nz.co.medimage.sink.practice.internal.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;

/** A target that can be searched. */
final class FindFirstSinkContractTest extends WebSinkContractBase {
  /** An hour passes between any two looks at it, so each lost request is settled. */
  @Override
  Clock clock() {
    AtomicInteger hours = new AtomicInteger();
    return new Clock() {
      @Override
      public Instant instant() {
        return Instant.now().plus(Duration.ofHours(hours.incrementAndGet()));
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }

  @Override
  String profile(FakePractice practice) {
    return Profiles.of(practice, "find-first", "");
  }
}
