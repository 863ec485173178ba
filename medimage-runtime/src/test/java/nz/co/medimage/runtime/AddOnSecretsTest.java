package nz.co.medimage.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.spi.Secrets;
import org.junit.jupiter.api.Test;

final class AddOnSecretsTest {
  private final Map<String, byte[]> stored = new HashMap<>();
  private final Secrets all =
      new Secrets() {
        @Override
        public Optional<byte[]> get(String name) {
          return Optional.ofNullable(stored.get(name));
        }

        @Override
        public void put(String name, byte[] secret) {
          stored.put(name, secret);
        }

        @Override
        public void remove(String name) {
          stored.remove(name);
        }
      };
  private final Secrets one = new AddOnSecrets(all, "sinks/archive");
  private final Secrets other = new AddOnSecrets(all, "sinks/archive-b");

  @Test
  void whatOneRemovesTheOtherKeeps() throws IOException {
    one.put("token", new byte[] {1});
    other.put("token", new byte[] {2});

    one.remove("token");
    one.remove("token");

    assertEquals(Optional.empty(), one.get("token"));
    assertArrayEquals(new byte[] {2}, other.get("token").orElseThrow());
  }

  @Test
  void namesOfOtherFormsAreRefused() {
    for (String name : new String[] {"", "A", "a/b", "x".repeat(65)}) {
      assertThrows(IllegalArgumentException.class, () -> one.remove(name));
      assertThrows(IllegalArgumentException.class, () -> one.get(name));
      assertThrows(IllegalArgumentException.class, () -> one.put(name, new byte[1]));
    }
  }
}
