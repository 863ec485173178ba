package nz.co.medimage.filter.resize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.TestPhotos;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pictures beside one that hangs in a reader that nothing stops. */
@Timeout(120)
final class PictureMemoryTest {
  private static final String BUSY =
      "Other photos take all memory for pictures at the moment; this one is tried again.";
  private static final Duration HOURS = Duration.ofHours(9);
  private static final Duration MOMENT = Duration.ofMillis(20);

  /** So wide is the picture that hangs. */
  private static final int HANGING = 1000;

  @TempDir Path folder;
  private final CountDownLatch hangs = new CountDownLatch(1);
  private final CountDownLatch goesOn = new CountDownLatch(1);
  private @Nullable FutureTask<StagedPhoto> hanging;
  private int staged;

  @AfterEach
  void letGo() throws Exception {
    goesOn.countDown();
    if (hanging != null) {
      hanging.get(); // It writes to the folder that is deleted next.
    }
  }

  private ResizeFilter filter(PictureMemory memory) {
    return new ResizeFilter(
        "resize",
        false,
        "small",
        new FittingCopy(100, Long.MAX_VALUE, side -> new SmallCopy(side, 85, memory, this::decode)),
        new Notices(
            new FakeAddOnContext(
                new ResizeFilterProvider(), Map.of(), folder.resolveSibling("state"))));
  }

  private BufferedImage decode(PictureReader picture, int longestSide) throws IOException {
    if (picture.width() == HANGING) {
      hangs.countDown();
      awaitGoingOn();
    }
    return picture.read(longestSide);
  }

  private void awaitGoingOn() {
    boolean interrupted = false;
    while (true) {
      try {
        goesOn.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private StagedPhoto photo(int width) throws IOException {
    Path own = Files.createDirectory(folder.resolve("photo" + staged++));
    return TestPhotos.staged(own, TestPhotos.photoId(staged), "#A", Pictures.jpeg(width, 500));
  }

  /** Returns once that photo hangs. */
  private void hang(ResizeFilter filter) throws Exception {
    StagedPhoto photo = photo(HANGING);
    hanging = new FutureTask<>(() -> filter.apply(photo));
    Thread thread = new Thread(hanging);
    thread.setDaemon(true);
    thread.start();
    hangs.await();
  }

  @Test
  void smallPictureDoesNotWaitForOneThatHangs() throws Exception {
    ResizeFilter filter = filter(new PictureMemory(10, HOURS, HOURS));
    hang(filter);

    assertEquals(1, filter.apply(photo(400)).companions().size());
  }

  @Test
  void waitForMemoryIsBoundedAndThenThePhotoIsTriedAgain() throws Exception {
    ResizeFilter filter = filter(new PictureMemory(1, MOMENT, HOURS));
    hang(filter);
    StagedPhoto photo = photo(400);

    assertEquals(BUSY, assertThrows(IOException.class, () -> filter.apply(photo)).getMessage());

    goesOn.countDown();
    assertEquals(1, Objects.requireNonNull(hanging).get().companions().size());
    assertEquals(1, filter.apply(photo).companions().size());
  }

  @Test
  void pictureThatHangsForEverDoesNotKeepItsMemory() throws Exception {
    ResizeFilter filter = filter(new PictureMemory(1, HOURS, Duration.ZERO));
    hang(filter);

    assertEquals(1, filter.apply(photo(400)).companions().size());
    assertEquals(1, filter.apply(photo(400)).companions().size());
  }

  @Test
  void interruptEndsTheWaitForMemory() throws Exception {
    ResizeFilter filter = filter(new PictureMemory(1, HOURS, HOURS));
    hang(filter);
    StagedPhoto photo = photo(400);
    FutureTask<StagedPhoto> waiting = new FutureTask<>(() -> filter.apply(photo));
    Thread thread = new Thread(waiting);
    thread.start();

    thread.interrupt();

    ExecutionException e = assertThrows(ExecutionException.class, waiting::get);
    assertInstanceOf(InterruptedIOException.class, e.getCause());
  }

  @Test
  void shareIsGivenBackOnce() throws Exception {
    PictureMemory memory = new PictureMemory(2, MOMENT, HOURS);
    PictureMemory.Share one = memory.take(0);
    one.close();
    one.close();

    memory.take(1_000_000);

    assertEquals(BUSY, assertThrows(IOException.class, () -> memory.take(0)).getMessage());
  }

  @Test
  void pictureThatTakesMoreThanThereIsHasAllOfIt() throws Exception {
    PictureMemory memory = new PictureMemory(5, MOMENT, HOURS);

    PictureMemory.Share all = memory.take(Long.MAX_VALUE);

    assertThrows(IOException.class, () -> memory.take(0));
    all.close();
    memory.take(0).close();
  }
}
