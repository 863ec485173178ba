package nz.co.medimage.sender;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GrowingEnvelopeTest {
  private static final int SIZE = 3_000_000;
  private static final int FREE = SIZE - GrowingEnvelope.HELD_BACK;
  private static final byte[] BYTES = TestPhotos.noise(1, SIZE);

  @TempDir Path folder;
  private final List<GrowingEnvelope> offered = new ArrayList<>();
  private boolean isTaken = true;
  private GrowingEnvelope envelope;
  private OutputStream out;

  @BeforeEach
  void begin() throws IOException {
    Path file = folder.resolve("sealing");
    envelope = new GrowingEnvelope(TestPhotos.id(1), file, SIZE);
    out =
        envelope.through(
            Files.newOutputStream(file),
            growing -> {
              offered.add(growing);
              return isTaken;
            });
  }

  @AfterEach
  void end() throws IOException {
    out.close();
  }

  private static CompletableFuture<Integer> next(InputStream in, byte[] buffer) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return in.read(buffer);
          } catch (IOException e) {
            throw new CompletionException(e);
          }
        });
  }

  @Test
  void isOfferedOnceItsFirstPartIsThere() throws IOException {
    out.write(BYTES, 0, GrowingEnvelope.PART - 1);
    assertEquals(List.of(), offered);
    assertFalse(envelope.isBegun());
    out.write(BYTES[GrowingEnvelope.PART - 1]);
    out.write(BYTES, GrowingEnvelope.PART, 10);
    assertEquals(List.of(envelope), offered);
    assertTrue(envelope.isBegun());
  }

  @Test
  void isOfferedWithEachPartUntilItIsTaken() throws IOException {
    isTaken = false;
    out.write(BYTES, 0, GrowingEnvelope.PART);
    out.write(BYTES, GrowingEnvelope.PART, 10);
    assertEquals(1, offered.size());
    isTaken = true;
    out.write(BYTES, GrowingEnvelope.PART + 10, GrowingEnvelope.PART);
    assertEquals(2, offered.size());
    out.write(BYTES, 2 * GrowingEnvelope.PART + 10, SIZE - 2 * GrowingEnvelope.PART - 10);
    assertEquals(2, offered.size());
  }

  @Test
  void isNotOfferedIfItsFirstPartIsAll() throws IOException {
    GrowingEnvelope small =
        new GrowingEnvelope(TestPhotos.id(2), folder.resolve("small"), GrowingEnvelope.PART);
    try (OutputStream to = small.through(OutputStream.nullOutputStream(), g -> offered.add(g))) {
      to.write(BYTES, 0, GrowingEnvelope.PART);
    }
    assertEquals(List.of(), offered);
  }

  @Test
  void isReadAsFarAsItHasGrown() throws Exception {
    out.write(BYTES, 0, 100);
    try (InputStream in = envelope.open(40)) {
      assertArrayEquals(Arrays.copyOfRange(BYTES, 40, 90), in.readNBytes(50));
      byte[] buffer = new byte[1000];
      assertEquals(10, in.read(buffer));
      CompletableFuture<Integer> more = next(in, buffer);
      out.write(BYTES, 100, 7);
      assertEquals(7, more.get(20, TimeUnit.SECONDS));
      assertArrayEquals(Arrays.copyOfRange(BYTES, 100, 107), Arrays.copyOf(buffer, 7));
    }
  }

  @Test
  void holdsItsLastBytesBackUntilItIsReleased() throws Exception {
    out.write(BYTES);
    envelope.moveTo(folder.resolve("sealed"));
    try (InputStream in = envelope.open(0)) {
      byte[] all = new byte[SIZE];
      assertEquals(FREE, in.read(all));
      assertArrayEquals(Arrays.copyOf(BYTES, FREE), Arrays.copyOf(all, FREE));
      byte[] buffer = new byte[2 * GrowingEnvelope.HELD_BACK];
      CompletableFuture<Integer> rest = next(in, buffer);
      assertTrue(envelope.release());
      assertEquals(GrowingEnvelope.HELD_BACK, rest.get(20, TimeUnit.SECONDS));
      assertArrayEquals(Arrays.copyOfRange(BYTES, FREE, SIZE), Arrays.copyOf(buffer, SIZE - FREE));
      assertEquals(-1, in.read(buffer));
      assertEquals(-1, in.read());
    }
    try (InputStream again = envelope.open(FREE + 1)) {
      assertEquals(BYTES[FREE + 1] & 0xFF, again.read());
    }
  }

  @Test
  void isBrokenOffOnceItHasGrownTooLittleSinceTheLastLook() throws IOException {
    out.write(BYTES, 0, 100);
    assertTrue(envelope.breakOffUnlessGrownBy(100));
    out.write(BYTES, 100, 99);
    assertFalse(envelope.breakOffUnlessGrownBy(100));
    assertEquals(GrowingEnvelope.State.BROKEN, envelope.state());
  }

  @Test
  void breaksOffForWhoeverReadsIt() throws Exception {
    out.write(BYTES, 0, 100);
    try (InputStream in = envelope.open(100)) {
      CompletableFuture<Integer> more = next(in, new byte[10]);
      envelope.breakOff();
      CompletionException e = assertThrows(CompletionException.class, more::join);
      assertEquals("the photo is not sealed yet, or cannot be", e.getCause().getMessage());
      assertFalse(envelope.release());
      assertThrows(IOException.class, in::read);
    }
    try (InputStream again = envelope.open(0)) {
      assertThrows(IOException.class, again::read);
    }
  }

  @Test
  void doesNotBreakOffOnceItIsReleased() throws IOException {
    out.write(BYTES);
    assertTrue(envelope.release());
    envelope.breakOff();
    try (InputStream in = envelope.open(0)) {
      assertArrayEquals(BYTES, in.readAllBytes());
    }
  }

  @Test
  void hearsAnInterrupt() throws Exception {
    out.write(BYTES, 0, 100);
    CountDownLatch reading = new CountDownLatch(1);
    try (InputStream in = envelope.open(100)) {
      FutureTask<Boolean> reader =
          new FutureTask<>(
              () -> {
                reading.countDown();
                assertThrows(InterruptedIOException.class, in::read);
                return Thread.currentThread().isInterrupted();
              });
      Thread thread = new Thread(reader);
      thread.start();
      assertTrue(reading.await(20, TimeUnit.SECONDS));
      thread.interrupt();
      assertTrue(reader.get(20, TimeUnit.SECONDS));
    }
  }
}
