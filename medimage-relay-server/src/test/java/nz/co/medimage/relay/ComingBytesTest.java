package nz.co.medimage.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes in at a node is in its memory for a while. */
@Timeout(60)
final class ComingBytesTest {
  private static final UUID ONE = new UUID(1, 1);
  private static final UUID OTHER = new UUID(1, 2);
  private static final int MEBIBYTE = 1 << 20;

  private final ComingBytes coming = new ComingBytes(10 * MEBIBYTE + 10 * 256);

  private void store(UUID topic, long start, byte... content) {
    coming.storing(topic, start, content);
    coming.stored(topic, true);
  }

  private byte[] read(UUID topic, long offset, int most) {
    ByteBuffer into = ByteBuffer.allocate(most);
    int count = coming.read(topic, offset, Long.MAX_VALUE, into);
    assertEquals(count, into.position());
    return Arrays.copyOf(into.array(), count);
  }

  @Test
  void isReadWhileItIsStoredAndAfterwards() {
    coming.storing(ONE, 0, new byte[] {1, 2, 3});
    assertArrayEquals(new byte[] {1, 2, 3}, read(ONE, 0, 10));
    coming.stored(ONE, true);
    assertArrayEquals(new byte[] {2, 3}, read(ONE, 1, 10));
    assertArrayEquals(new byte[0], read(ONE, 3, 10));
    assertArrayEquals(new byte[0], read(OTHER, 0, 10));
  }

  @Test
  void isReadAcrossItsParts() {
    store(ONE, 10, (byte) 1, (byte) 2);
    store(ONE, 12, (byte) 3);
    store(ONE, 13, (byte) 4, (byte) 5);
    assertArrayEquals(new byte[] {2, 3, 4}, read(ONE, 11, 3));
    assertArrayEquals(new byte[0], read(ONE, 9, 3));
    assertArrayEquals(new byte[0], read(ONE, 15, 3));
  }

  @Test
  void whatDoesNotFollowReplacesWhatWasThere() {
    store(ONE, 0, (byte) 1, (byte) 2);
    store(ONE, 0, (byte) 9);
    assertArrayEquals(new byte[] {9}, read(ONE, 0, 10));
    store(ONE, 5, (byte) 7);
    assertArrayEquals(new byte[0], read(ONE, 0, 10));
    assertArrayEquals(new byte[] {7}, read(ONE, 5, 10));
  }

  @Test
  void whatWasNotStoredIsForgotten() {
    store(ONE, 0, (byte) 1);
    coming.storing(ONE, 1, new byte[] {2});
    coming.stored(ONE, false);
    assertArrayEquals(new byte[0], read(ONE, 0, 10));
  }

  @Test
  void ofOneMessageTheFirstBytesGoFirst() {
    for (int i = 0; i < 6; i++) {
      store(ONE, (long) i * MEBIBYTE, new byte[MEBIBYTE]);
    }
    assertEquals(0, read(ONE, 3 * MEBIBYTE - 1, 10).length);
    assertEquals(3 * MEBIBYTE, read(ONE, 3 * MEBIBYTE, 10 * MEBIBYTE).length);
  }

  @Test
  void ofAllTheOneThatGrewLongestAgoGoesFirst() {
    for (int n = 0; n < 10; n++) {
      store(new UUID(2, n), 0, new byte[MEBIBYTE]);
    }
    store(new UUID(2, 0), MEBIBYTE, (byte) 1);
    assertEquals(MEBIBYTE + 1, read(new UUID(2, 0), 0, 2 * MEBIBYTE).length);
    assertEquals(0, read(new UUID(2, 1), 0, 10).length);
    assertEquals(10, read(new UUID(2, 2), 0, 10).length);
    coming.forget(new UUID(2, 0));
    store(OTHER, 0, new byte[MEBIBYTE]);
    assertEquals(10, read(new UUID(2, 2), 0, 10).length);
    coming.forgetAll();
    assertEquals(0, read(OTHER, 0, 10).length);
  }

  @Test
  void onlyTheThreadThatStoresHasToldOfIt() throws Exception {
    assertFalse(coming.toldOf(ONE));
    coming.storing(ONE, 0, new byte[1]);
    assertTrue(coming.toldOf(ONE));
    assertFalse(CompletableFuture.supplyAsync(() -> coming.toldOf(ONE)).get());
    coming.stored(ONE, true);
    assertFalse(coming.toldOf(ONE));
    coming.storing(ONE, 1, new byte[1]);
    coming.forget(ONE);
    assertFalse(coming.toldOf(ONE), "who waits must look at the store");
  }

  @Test
  void lastByteIsReadOnceItIsStored() {
    store(ONE, 0, (byte) 1, (byte) 2);
    coming.storing(ONE, 2, new byte[] {3, 4});
    ByteBuffer into = ByteBuffer.allocate(10);
    assertEquals(3, coming.read(ONE, 0, 4, into));
    assertEquals(0, coming.read(ONE, 3, 4, into));
    assertTrue(coming.isNextToCome(ONE, 3));
    assertTrue(coming.isNextToCome(ONE, 4));
    assertFalse(coming.isNextToCome(ONE, 5));
    coming.stored(ONE, true);
    assertEquals(1, coming.read(ONE, 3, 4, into));
    assertArrayEquals(new byte[] {1, 2, 3, 4}, Arrays.copyOf(into.array(), into.position()));
    assertTrue(coming.isNextToCome(ONE, 4));
    coming.forget(ONE);
    assertFalse(coming.isNextToCome(ONE, 4));
  }

  /** A byte of its own takes far more than a byte. */
  @Test
  void smallPartsOfAMessageAreNotKeptWithoutEnd() {
    int parts = 50_000;
    for (int i = 0; i < parts; i++) {
      store(ONE, i, (byte) 1);
    }
    assertEquals(0, read(ONE, 0, 1).length);
    assertEquals(1, read(ONE, parts - 1, 1).length);
  }

  @Test
  void smallMessagesAreNotKeptWithoutEnd() {
    ComingBytes small = new ComingBytes(100_000);
    for (int i = 0; i < 1000; i++) {
      small.storing(new UUID(1, i), 0, new byte[1]);
      small.stored(new UUID(1, i), true);
    }
    ByteBuffer into = ByteBuffer.allocate(1);
    assertEquals(0, small.read(new UUID(1, 0), 0, Long.MAX_VALUE, into));
    assertEquals(1, small.read(new UUID(1, 999), 0, Long.MAX_VALUE, into));
  }
}
