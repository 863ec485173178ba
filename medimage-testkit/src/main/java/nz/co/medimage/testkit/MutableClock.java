package nz.co.medimage.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it. Safe for use by several threads. */
public final class MutableClock extends Clock {
  private final AtomicReference<Instant> now;
  private final ZoneId zone;

  private MutableClock(AtomicReference<Instant> now, ZoneId zone) {
    this.now = now;
    this.zone = zone;
  }

  /** A clock that shows {@code now}, in UTC. */
  public static MutableClock at(Instant now) {
    return new MutableClock(new AtomicReference<>(Objects.requireNonNull(now)), ZoneOffset.UTC);
  }

  /**
   * A clock that shows an instant in ISO 8601, in UTC.
   *
   * @param now such as {@code 2026-03-01T10:15:30Z}
   */
  public static MutableClock at(String now) {
    return at(Instant.parse(now));
  }

  /** Moves the clock; back, if {@code by} is negative. */
  public void advance(Duration by) {
    now.updateAndGet(instant -> instant.plus(by));
  }

  /** Sets the clock, as if somebody had corrected that of a PC. */
  public void set(Instant instant) {
    now.set(Objects.requireNonNull(instant));
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  /** The same clock, moved together with this one, in another zone. */
  @Override
  public Clock withZone(ZoneId other) {
    return new MutableClock(now, other);
  }
}
