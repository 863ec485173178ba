package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nz.co.medimage.runtime.Home;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RoundTripTest {
  @TempDir Path folder;

  @Nested
  class Demo {
    @Test
    void filesAPhotoUnderItsTagAndPrintsThePath() throws Exception {
      Path photo = Files.write(folder.resolve("photo.jpg"), TestPhotos.jpeg(1));
      Path patients = folder.resolve("patients");
      Run run = Run.of("demo", photo, "#ZAC5361 arm", "--to", patients);
      assertEquals(Medimage.OK, run.exit(), run.err());
      Matcher line = Pattern.compile("(?m)^Delivered (.*)$").matcher(run.out());
      assertTrue(line.find(), run.out());
      Path landed = Path.of(line.group(1));
      assertTrue(
          patients
              .relativize(landed)
              .toString()
              .matches("ZAC5361/arm-\\d\\d-[A-Z][a-z][a-z]-\\d{4}-\\d\\d-\\d\\d-\\d\\d\\.jpg"),
          landed.toString());
      assertArrayEquals(Files.readAllBytes(photo), Files.readAllBytes(landed));
    }

    @Test
    void drawsAPictureIfItIsGivenNone() {
      Run run = Run.of("demo", "--to=" + folder.resolve("patients"));
      assertEquals(Medimage.OK, run.exit(), run.err());
      assertTrue(run.out().contains("Delivered "), run.out());
    }

    @Test
    void textThatIsNamedJpgIsRejectedAndKept() throws Exception {
      Path text = Files.writeString(folder.resolve("note.jpg"), "Dear colleague");
      Run run = Run.of("demo", text, "--to", folder.resolve("patients"));
      assertEquals(Medimage.REJECTED, run.exit(), run.out());
      assertTrue(run.out().contains(text + ": rejected by Demo PC: "), run.out());
      assertTrue(Files.exists(text));
    }
  }

  @Nested
  class WithoutAReceiver {
    @Test
    void photoWaitsInTheOutbox() throws Exception {
      Practice practice = Practice.paired(folder);
      practice.close();
      Path photo = practice.photo();
      Run send = practice.send(photo, "--tag", "#ZAC5361 arm", "--timeout", "100ms");
      assertEquals(Medimage.WAITING, send.exit(), send.err());
      assertTrue(send.out().startsWith(photo + ": waiting in the outbox"), send.out());
      Run outbox = practice.atPhone("outbox", "--json", "--no-discovery");
      assertTrue(outbox.out().contains("\"state\":\"waiting\""), outbox.out());
    }

    @Test
    void outboxHasItDeliveredOnceTheReceiverIsThere() throws Exception {
      Practice practice = Practice.paired(folder);
      practice.close();
      practice.send(practice.photo(), "--tag", "#ZAC5361 arm", "--timeout", "1ms");
      String port = practice.port();
      try (Practice again =
          Practice.with(folder, "--to", practice.patients, "--name", "PC", "--port", port)) {
        Run outbox = again.atPhone("outbox", "--no-discovery");
        assertEquals(Medimage.OK, outbox.exit(), outbox.err());
        while (outbox.out().strip().endsWith("  PC  arrived")) { // the PC is still filing it
          outbox = again.atPhone("outbox", "--no-discovery");
        }
        assertTrue(outbox.out().strip().endsWith("  PC  delivered"), outbox.out());
        assertEquals(1, again.filed("ZAC5361").size());
      }
    }

    @Test
    void outboxLooksOnWhileAnotherProcessRunsTheHome() throws Exception {
      Practice practice = Practice.paired(folder);
      practice.close();
      practice.send(practice.photo(), "--tag", "#ZAC5361 arm", "--timeout", "1ms");
      Home.Lock otherProcess = Home.open(practice.phone, Home.Kind.SENDER).lock();
      try {
        Run outbox = practice.atPhone("outbox", "--no-discovery");
        assertEquals(Medimage.OK, outbox.exit(), outbox.err());
        assertTrue(outbox.out().strip().endsWith("  PC  sealed"), outbox.out());
      } finally {
        otherProcess.close();
      }
    }
  }
}
