package nz.co.medimage.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OpenLinksTest {
  @Test
  void allAreClosedThoughOneFails() {
    Set<String> closed = new HashSet<>();
    Closeable first = () -> closed.add("first");
    Closeable failing =
        () -> {
          closed.add("failing");
          throw new IOException("it does not close");
        };
    Closeable last = () -> closed.add("last");
    try (OpenLinks links = new OpenLinks()) {
      assertSame(first, links.kept(first));
      assertSame(failing, links.kept(failing));
      assertSame(last, links.kept(last));
    }
    assertEquals(Set.of("first", "failing", "last"), closed);
  }
}
