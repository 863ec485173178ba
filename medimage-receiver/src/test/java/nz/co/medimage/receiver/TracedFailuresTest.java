package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TracedFailuresTest {
  private final TracedFailures traced = new TracedFailures();

  private static IOException down(int attempt) {
    return new IOException("attempt " + attempt);
  }

  @Test
  void theSameFailureIsTracedOnceForEachStep() {
    assertEquals(1, IntStream.range(0, 9).filter(i -> traced.isFirst("practice", down(i))).count());
    assertTrue(traced.isFirst("ehr", down(9)));
  }

  @Test
  void anotherCauseIsTraced() {
    assertTrue(traced.isFirst("practice", down(1)));
    assertTrue(traced.isFirst("practice", new UncheckedIOException(down(2))));
    assertTrue(traced.isFirst("practice", new IOException("elsewhere")));
    assertFalse(traced.isFirst("practice", down(3)));
  }
}
