package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FakesTest {
  @TempDir Path folder;

  @Test
  void clockStandsStillUntilMoved() {
    MutableClock clock = MutableClock.at("2026-03-01T10:15:30Z");
    var auckland = clock.withZone(ZoneId.of("Pacific/Auckland"));
    clock.advance(Duration.ofHours(1));
    assertEquals(Instant.parse("2026-03-01T11:15:30Z"), clock.instant());
    assertEquals(clock.instant(), auckland.instant());
    clock.set(Instant.EPOCH);
    assertEquals(0, auckland.millis());
  }

  @Test
  void sinkFailsAsOftenAsItIsTold() throws Exception {
    FakeSink sink = new FakeSink("fake");
    StagedPhoto photo = TestPhotos.staged(folder, TestPhotos.photoId(1), "", new byte[] {1});
    IOException failure = new IOException("first");
    PhotoRejectedException refusal = new PhotoRejectedException("second");
    sink.failNext(failure);
    sink.refuseNext(refusal);
    assertSame(failure, assertThrows(IOException.class, () -> sink.write(photo)));
    assertSame(refusal, assertThrows(PhotoRejectedException.class, () -> sink.write(photo)));
    sink.goAway();
    assertThrows(IOException.class, () -> sink.write(photo));
    assertTrue(sink.photos().isEmpty());
    sink.comeBack();
    sink.write(photo);
    sink.awaitAttempts(4);
    assertEquals(4, sink.attempts());
    assertArrayEquals(new byte[] {1}, sink.photos().get(photo.id()));
    assertFalse(sink.isClosed());
    sink.close();
    assertTrue(sink.isClosed());
  }
}
