package nz.co.medimage.receiver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A person opens a photo that lies in quarantine. */
@Timeout(120)
final class QuarantinedPhotoTest extends FilingFixture {
  private PhotoId rejected() throws Exception {
    assertInstanceOf(Receipt.Rejected.class, send(TEXT));
    return onlyDelivery().id();
  }

  private Path sealed() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("quarantine"))) {
      return files.filter(file -> file.toString().endsWith(".sealed")).findFirst().orElseThrow();
    }
  }

  private boolean isInClear(Path file) throws IOException {
    return Files.isRegularFile(file) && Files.readString(file, ISO_8859_1).contains("no picture");
  }

  @Test
  void isGivenAsItCameAndStaysSealed() throws Exception {
    PhotoId photo = rejected();
    ByteArrayOutputStream content = new ByteArrayOutputStream();

    Manifest said = bench.receiver.export(photo, content);

    assertArrayEquals(TEXT, content.toByteArray());
    assertEquals(bench.receiver.manifest(photo).orElseThrow(), said);
    assertEquals(2, bench.files("quarantine").size());
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.toList()) {
        assertFalse(isInClear(file), file::toString);
      }
    }
  }

  @Test
  void anotherProcessCanOpenItToo() throws Exception {
    PhotoId photo = rejected();
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try (Receiver other = Receiver.builder(home).build()) {
      var unused = other.export(photo, content);
    }
    assertArrayEquals(TEXT, content.toByteArray());
  }

  @Test
  void whatIsNotThereOrFiledIsRefusedAndNothingIsWritten() throws Exception {
    send(JPEG);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    PhotoId filed = onlyDelivery().id();
    assertEquals(
        id + " is not in quarantine: it was filed, or was never held or rejected; see where it is",
        assertThrows(IllegalArgumentException.class, () -> bench.receiver.export(filed, content))
            .getMessage());
    assertEquals(0, content.size());
  }

  @Test
  void whatWasChangedOnTheDiskIsRefusedInASentenceThatNamesNoPatient() throws Exception {
    PhotoId photo = rejected();
    byte[] bytes = Files.readAllBytes(sealed());
    bytes[bytes.length - 1] ^= 1;
    Files.write(sealed(), bytes);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    IOException e = assertThrows(IOException.class, () -> bench.receiver.export(photo, content));
    assertEquals("the photo " + id + " cannot be opened", e.getMessage());
  }

  @Test
  void streamThatFailsEndsItAndThePhotoIsThereStill() throws Exception {
    PhotoId photo = rejected();
    List<String> before = bench.files("quarantine");
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no space left");
          }
        };
    assertEquals(
        "no space left",
        assertThrows(IOException.class, () -> bench.receiver.export(photo, full)).getMessage());
    assertEquals(before, bench.files("quarantine"));
    assertEquals(List.of(), bench.files("staging"));
  }
}
