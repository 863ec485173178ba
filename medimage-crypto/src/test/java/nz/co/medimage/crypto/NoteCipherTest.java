package nz.co.medimage.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NoteCipherTest {
  private static final byte[] NOTE = "row 7 of Aroha".getBytes(UTF_8);

  private static byte[] secret(int value) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) value);
    return secret;
  }

  @Test
  void opensWhatItSealed() throws Exception {
    byte[] sealed = NoteCipher.of(secret(1)).seal("reference/1", NOTE);

    assertArrayEquals(NOTE, NoteCipher.of(secret(1)).open("reference/1", sealed));
  }

  @Test
  void opensNoNoteOfAnotherNameOrSecretAndNoDamagedOne() {
    NoteCipher cipher = NoteCipher.of(secret(1));
    byte[] sealed = cipher.seal("reference/1", NOTE);

    assertThrows(IOException.class, () -> cipher.open("reference/2", sealed));
    assertThrows(IOException.class, () -> NoteCipher.of(secret(2)).open("reference/1", sealed));
    for (int i = 0; i < sealed.length; i++) {
      byte[] damaged = sealed.clone();
      damaged[i] ^= 1;
      assertThrows(IOException.class, () -> cipher.open("reference/1", damaged));
    }
    for (int length = 0; length < sealed.length; length++) {
      byte[] cut = Arrays.copyOf(sealed, length);
      assertThrows(IOException.class, () -> cipher.open("reference/1", cut));
    }
  }
}
