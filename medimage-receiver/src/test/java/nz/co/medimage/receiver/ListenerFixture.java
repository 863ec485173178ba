package nz.co.medimage.receiver;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.crypto.EnvelopeOpener;
import nz.co.medimage.crypto.ReceiverIdentity;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.MutableClock;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A receiver with two paired phones, and an envelope of one of them. */
abstract class ListenerFixture {
  static final byte[] JPEG = TestPhotos.jpeg(1);
  static final String NOT_PAIRED = "This device is not, or no longer, paired with the receiver.";

  @TempDir Path home;
  final MutableClock clock = MutableClock.at(Clock.systemUTC().instant());
  Bench bench;
  Phone phone;
  final EnvelopeId id = Phone.freshId();
  byte[] sealed;

  @BeforeEach
  void start() throws Exception {
    PairedHome.fill(home);
    bench = new Bench(home, new FakeSink("folders"), o -> o.clock(clock));
    phone = PairedHome.phone();
    sealed = phone.seal(id, JPEG);
  }

  @AfterEach
  void stop() throws IOException {
    bench.close();
  }

  ListenerContext context() {
    return bench.context();
  }

  InputStream bytes(int from, int to) {
    return new ByteArrayInputStream(sealed, from, to - from);
  }

  /** Gives some bytes, then breaks as a connection does. */
  InputStream broken(int from, int to) {
    InputStream breaking =
        reading(
            () -> {
              throw new IOException("connection reset");
            });
    return new SequenceInputStream(bytes(from, to), breaking);
  }

  /** For an inbox all of whose envelopes are opened afterwards. */
  static EarlyOpenings noEarlyOpenings() {
    return new EarlyOpenings(
        new EnvelopeOpener(ReceiverIdentity.generate()),
        pairing -> Optional.empty(),
        Path.of("nowhere"),
        0,
        Clock.systemUTC());
  }

  /** An appender that stands still after its first bytes, until it is let go on. */
  final class FrozenAppender {
    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CompletableFuture<Long> end = new CompletableFuture<>();

    private FrozenAppender(int at) {
      InputStream frozen =
          reading(
              () -> {
                reading.countDown();
                try {
                  goOn.await();
                } catch (InterruptedException e) {
                  throw new IOException(e);
                }
                return sealed[at] & 0xFF;
              });
      new Thread(() -> append(new SequenceInputStream(bytes(0, at), frozen))).start();
    }

    private void append(InputStream all) {
      try {
        end.complete(context().intake().append(phone.id(), id, 0, all));
      } catch (IOException e) {
        end.completeExceptionally(e);
      }
    }

    /** Lets it go on, and gives what becomes of it. */
    CompletableFuture<Long> goOn() {
      goOn.countDown();
      return end;
    }
  }

  /** Has so many bytes of the envelope appended by somebody who then stands still. */
  FrozenAppender frozenAt(int count) throws InterruptedException {
    FrozenAppender appender = new FrozenAppender(count);
    appender.reading.await();
    return appender;
  }

  interface Read {
    int read() throws IOException;
  }

  /** A stream that does something when it is read. */
  static InputStream reading(Read read) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return read.read();
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int value = read();
        if (value < 0) {
          return -1;
        }
        buffer[offset] = (byte) value;
        return 1;
      }
    };
  }
}
