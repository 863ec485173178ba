package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.receiver.HeldEnvelope.Begun;
import nz.co.medimage.testkit.MutableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of uploads when the clock jumps. */
final class InboxTest {
  private static final Duration YEARS = Duration.ofDays(3000);
  private static final byte[] BYTES = new byte[100];

  @TempDir Path folder;
  private final MutableClock clock = MutableClock.at(Instant.now());
  private final EnvelopeId id = Phone.freshId();
  private Inbox inbox;
  private Upload upload;

  @BeforeEach
  void begin() throws Exception {
    DiskAlarm alarm =
        new DiskAlarm(
            clock,
            new SafeEvents(
                List.of(new RecordedEvents()), Duration.ofSeconds(30), Clock.systemUTC()));
    inbox =
        new Inbox(folder, new SizeLimit(16 << 20), clock, alarm, ListenerFixture.noEarlyOpenings());
    PairingId from = new PairingId(new java.util.UUID(1, 2));
    upload =
        inbox.begin(
            new Inbox.Key("direct", new PhotoId(id, from)), BYTES.length, Begun.WHILE_PAIRED);
  }

  private void jumpAndSweep(Duration by) {
    clock.advance(by);
    try {
      inbox.sweep(pairing -> true);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Optional<Upload> kept() {
    return inbox.find(Inbox.Key.of(upload.envelope()));
  }

  @Test
  void clockThatJumpsYearsAheadDropsNothingThatIsComingIn() throws Exception {
    InputStream body =
        new ByteArrayInputStream(BYTES) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            if (pos == 50) {
              jumpAndSweep(YEARS);
            }
            return super.read(buffer, offset, Math.min(50, length));
          }
        };
    assertEquals(BYTES.length, upload.append(0, new Blocks(body), () -> {}));
    assertEquals(Optional.of(upload), kept());
    assertTrue(upload.isComplete());
  }

  @Test
  void clockThatJumpsYearsAheadDropsWhatIsLeftWhichIsSentAgain() throws Exception {
    upload.append(0, new Blocks(ByteBuffer.wrap(BYTES, 0, 50)), () -> {});
    jumpAndSweep(YEARS);
    assertEquals(Optional.empty(), kept());
  }

  @Test
  void clockThatJumpsYearsBackDropsNothing() throws Exception {
    upload.append(0, new Blocks(ByteBuffer.wrap(BYTES, 0, 50)), () -> {});
    jumpAndSweep(YEARS.negated());
    assertEquals(Optional.of(upload), kept());
    jumpAndSweep(YEARS);
    assertEquals(Optional.of(upload), kept());
  }
}
