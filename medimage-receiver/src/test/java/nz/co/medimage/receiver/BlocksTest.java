package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class BlocksTest {
  private final IOException reset = new IOException("connection reset");

  /** Gives so many bytes in pieces, then ends or breaks. */
  private InputStream stream(int bytes, int piece, boolean breaks) {
    return new InputStream() {
      private int left = bytes;

      @Override
      public int read() {
        throw new UnsupportedOperationException();
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0 && breaks) {
          throw reset;
        }
        int n = Math.min(Math.min(length, piece), left);
        left -= n;
        return n == 0 ? -1 : n;
      }
    };
  }

  @Test
  void whatFlowsIsGathered() throws IOException {
    Blocks blocks = new Blocks(stream(3 << 20, 8 << 10, false));
    int all = 0;
    int count = 0;
    for (int n = blocks.next(Long.MAX_VALUE); n >= 0; n = blocks.next(Long.MAX_VALUE)) {
      all += n;
      count++;
    }
    assertEquals(3 << 20, all);
    assertTrue(count < 100, count + " blocks of 384 pieces");
  }

  @Test
  void whatTricklesIsHandedOnAsItComes() throws IOException {
    Blocks blocks = new Blocks(stream(1000, 50, false));
    assertEquals(50, blocks.next(1000));
    assertEquals(50, blocks.next(950));
  }

  @Test
  void whatCameBeforeABreakIsHandedOn() throws IOException {
    Blocks blocks = new Blocks(stream(10_000, 5_000, true));
    assertEquals(10_000, blocks.next(1 << 20));
    assertSame(reset, assertThrows(IOException.class, () -> blocks.next(1 << 20)));
  }

  @Test
  void noMoreIsReadThanIsWanted() throws IOException {
    Blocks blocks = new Blocks(stream(1 << 20, 8 << 10, false));
    assertEquals(10_000, blocks.next(10_000));
  }

  @Test
  void whatIsInMemoryIsNotCopied() throws IOException {
    byte[] bytes = new byte[1 << 20];
    ByteBuffer given = ByteBuffer.wrap(bytes, 100, 900_000);
    Blocks blocks = new Blocks(given);
    int at = 100;
    for (int n = blocks.next(1 << 20); n >= 0; n = blocks.next(1 << 20)) {
      assertSame(bytes, blocks.block().array());
      assertEquals(at, blocks.block().position());
      assertEquals(n, blocks.block().remaining());
      at += n;
    }
    assertEquals(900_100, at);
    assertEquals(100, given.position());
  }

  @Test
  void whatIsInMemoryOfNoArrayIsReadToo() throws IOException {
    Blocks blocks = new Blocks(ByteBuffer.wrap(new byte[] {7, 8, 9}).asReadOnlyBuffer());
    assertEquals(3, blocks.next(10));
    assertArrayEquals(new byte[] {7, 8, 9}, blocks.block().array());
  }

  @Test
  void ofMoreInMemoryThanIsWantedTheRestStays() throws IOException {
    Blocks blocks = new Blocks(ByteBuffer.allocate(1000));
    assertEquals(300, blocks.next(300));
    assertEquals(300, blocks.block().limit());
  }
}
