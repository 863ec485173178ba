package nz.co.medimage.sender;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.Photo;
import nz.co.medimage.testkit.TestPhotos;

/** A photo whose second reading, while it is being sealed, stops until it may go on. */
final class SlowPhoto {
  static final int SIZE = 3_000_000;

  /** In the last segment of a photo of {@link #SIZE}. */
  private static final int STOP = 2_500_000;

  private static final int A_MIB = 1 << 20;

  private final byte[] content;
  private final byte[] later;
  private final AtomicInteger readings = new AtomicInteger();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private volatile boolean fails;
  private volatile int stop = STOP;
  private volatile Runnable pause = () -> {};

  SlowPhoto(long seed) {
    this(seed, SIZE);
  }

  SlowPhoto(long seed, int size) {
    content = TestPhotos.noise(seed, size);
    later = content.clone();
  }

  byte[] content() {
    return content;
  }

  Photo photo() {
    return Photo.builder("large.jpg", this::open, TestPhotos.CAPTURED)
        .mediaType("image/jpeg")
        .build();
  }

  private InputStream open() {
    return readings.getAndIncrement() == 0 ? new ByteArrayInputStream(content) : new Second(later);
  }

  /** Stops near its end instead, and pauses before each MiB but the first. */
  void stopAtEnd(Runnable pausing) {
    stop = content.length - 1000;
    pause = pausing;
  }

  void awaitStop() throws IOException {
    SenderFixture.await(stopped);
  }

  void goOn() {
    goOn.countDown();
  }

  /** Goes on, and cannot be read further. */
  void fail() {
    fails = true;
    goOn();
  }

  /** Goes on, and its last byte is not what it was. */
  void change() {
    later[later.length - 1] ^= 1;
    goOn();
  }

  private final class Second extends ByteArrayInputStream {
    Second(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int read(byte[] buffer, int from, int length) {
      if (pos > 0 && pos % A_MIB == 0) {
        pause.run();
      }
      if (pos >= stop) {
        stopped.countDown();
        try {
          SenderFixture.await(goOn);
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
        if (fails) {
          throw new IllegalStateException("the card was taken out");
        }
      }
      int most = pos < stop ? Math.min(stop - pos, A_MIB - pos % A_MIB) : length;
      return super.read(buffer, from, Math.min(length, most));
    }
  }
}
