package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class PendingReceiptTest {
  private final PendingReceipt receipt = new PendingReceipt();

  @Test
  void nothingIsKeptOfWhoeverGivesUp() {
    CompletableFuture<byte[]> patient = receipt.join();
    for (int i = 0; i < 1000; i++) {
      assertTrue(receipt.join().cancel(false));
    }
    assertEquals(1, receipt.size());
    receipt.complete(new byte[] {1});
    assertArrayEquals(new byte[] {1}, patient.join());
    assertEquals(0, receipt.size());
  }

  @Test
  void whoComesLateGetsTheSame() {
    receipt.complete(new byte[] {1});
    receipt.fail(new IOException("too late to fail"));
    assertArrayEquals(new byte[] {1}, receipt.join().join());
    assertEquals(0, receipt.size());
  }

  @Test
  void eachGetsAnArrayOfItsOwn() {
    CompletableFuture<byte[]> early = receipt.join();
    receipt.complete(new byte[] {1});
    early.join()[0] = 0;
    assertArrayEquals(new byte[] {1}, receipt.join().join());
  }

  @Test
  void failureReachesAll() {
    CompletableFuture<byte[]> early = receipt.join();
    receipt.fail(new IOException("stopped"));
    assertThrows(IOException.class, () -> Phone.await(early));
    assertThrows(IOException.class, () -> Phone.await(receipt.join()));
  }
}
