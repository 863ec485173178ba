package nz.co.medimage.api.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class Sha256Test {
  @TempDir Path folder;

  /** The first of the examples (FIPS 180-2, B.1). */
  @Test
  void agreesWithThePublishedExample() {
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        Sha256.hex(Sha256.of("abc".getBytes(StandardCharsets.US_ASCII))));
  }

  @Test
  void aFileCountsAsItsBytes() throws IOException {
    byte[] bytes = new byte[200_000];
    bytes[199_999] = 1;
    assertArrayEquals(Sha256.of(bytes), Sha256.of(Files.write(folder.resolve("file"), bytes)));
  }
}
