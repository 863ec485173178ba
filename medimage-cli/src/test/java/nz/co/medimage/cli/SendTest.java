package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SendTest {
  private static final String NL = System.lineSeparator();

  @TempDir Path folder;

  @Nested
  class ExitCode {
    @Test
    void badInputBesideADeliveryIs2() throws Exception {
      try (Practice practice = Practice.paired(folder)) {
        Path missing = folder.resolve("missing.jpg");
        Run run = practice.send(missing, practice.photo(), "--tag", "#P arm");
        assertEquals(Medimage.USAGE, run.exit(), run.out());
        assertEquals("medimage: " + missing + ": there is no such file" + NL, run.err());
        assertEquals(1, practice.filed("P").size());
      }
    }

    @Test
    void whateverOneFileIsTheOthersAreSent() throws Exception {
      try (Practice practice = Practice.paired(folder)) {
        Path good = practice.photo();
        String nul = folder + "/a\0b.jpg";
        String longName = folder + "/" + "x".repeat(300) + ".jpg";
        String garbled = folder + "/a\uFFFD.jpg"; // what Java makes of bytes that are no UTF-8
        Run run = practice.send(nul, longName, folder, garbled, good, "--tag", "#P arm");
        assertEquals(Medimage.USAGE, run.exit(), run.out());
        assertEquals(
            List.of(
                "medimage: "
                    + nul
                    + ": this computer cannot read such a file name; rename the file",
                "medimage: " + longName + " is not a file that can be read",
                "medimage: " + folder + " is not a file that can be read",
                "medimage: "
                    + garbled
                    + ": this computer cannot read such a file name; rename the file"),
            run.err().lines().toList());
        assertEquals(1, practice.filed("P").size());
      }
    }

    @Test
    void deviceOrPipeIsNotWaitedForAndTheOthersAreSent() throws Exception {
      Path pipe = folder.resolve("pipe.jpg");
      Path endless = Path.of("/dev/zero");
      assumeTrue(Files.exists(endless), "there are no devices here");
      assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
      Path link = Files.createSymbolicLink(folder.resolve("link.jpg"), endless);
      try (Practice practice = Practice.paired(folder)) {
        Path first = practice.photo();
        Path second = Files.write(folder.resolve("second.jpg"), TestPhotos.jpeg(2));
        Run run = practice.send(first, pipe, endless, link, second, "--tag", "#P arm");
        assertEquals(Medimage.USAGE, run.exit(), run.out());
        assertEquals(
            Stream.of(pipe, endless, link)
                .map(bad -> "medimage: " + bad + " is not a file that can be read")
                .toList(),
            run.err().lines().toList());
        assertEquals(2, practice.filed("P").size());
      }
    }

    @Test
    void rejectionIs3WhateverBecameOfTheOthers() throws Exception {
      try (Practice practice = Practice.paired(folder)) {
        Path missing = folder.resolve("missing.jpg");
        Run run = practice.send(missing, practice.photo(), practice.text(), "--tag", "#P arm");
        assertEquals(Medimage.REJECTED, run.exit(), run.out());
        assertEquals("medimage: " + missing + ": there is no such file" + NL, run.err());
        assertEquals(1, practice.filed("P").size());
      }
    }

    @Test
    void waitingIs4AlsoBesideBadInput() throws Exception {
      Practice practice = Practice.paired(folder);
      practice.close();
      Path missing = folder.resolve("missing.jpg");
      Run run = practice.send(missing, practice.photo(), "--tag", "#P arm", "--timeout", "1ms");
      assertEquals(Medimage.WAITING, run.exit(), run.out());
      assertEquals("medimage: " + missing + ": there is no such file" + NL, run.err());
    }

    @Test
    void whyItStillWaitsIsSaidThoughTheFirstTryGoesOn() throws Exception {
      Practice practice = Practice.paired(folder);
      practice.close();
      int port = Integer.parseInt(practice.port());
      Path photo = practice.photo();
      try (ServerSocket silent = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
        Run run = practice.send(photo, "--tag", "#P arm", "--timeout", "500ms");
        assertEquals(Medimage.WAITING, run.exit(), run.out());
        assertEquals(
            photo + ": waiting in the outbox (no route to PC has worked yet)" + NL, run.out());
        assertTrue(silent.isBound());
      }
    }

    @Test
    void helpSaysWhichGoesFirst() {
      String help = Run.of("send", "--help").out();
      assertTrue(help.contains("a photo was rejected, or its copy is damaged, whatever"), help);
    }
  }

  @Nested
  class Refused {
    @Test
    void textNamedJpgIsRejectedAndStays() throws Exception {
      try (Practice practice = Practice.paired(folder)) {
        Path text = practice.text();
        Run run = practice.send(text, "--tag", "#P arm");
        assertEquals(Medimage.REJECTED, run.exit(), run.err());
        assertEquals(
            text + ": rejected by PC: The file is named .jpg, but its content is text." + NL,
            run.out());
        assertEquals("Dear colleague", Files.readString(text));
        assertFalse(Files.exists(practice.patients.resolve("P")));
      }
    }

    @Test
    void fileOverTheLimitIsRejectedAndStays() throws Exception {
      try (Practice practice = Practice.paired(folder, "--max-size", "1KiB")) {
        byte[] large = TestPhotos.jpeg(1, 320, 240);
        Path photo = Files.write(folder.resolve("large.jpg"), large);
        Run run = practice.send(photo, "--tag", "#P arm");
        assertEquals(Medimage.REJECTED, run.exit(), run.err());
        assertEquals(
            photo
                + ": rejected by PC: The file is larger than this receiver takes: at most 1024 bytes."
                + NL,
            run.out());
        assertArrayEquals(large, Files.readAllBytes(photo));
        assertFalse(Files.exists(practice.patients.resolve("P")));
      }
    }

    @Test
    void revokedPhoneIsToldAndNothingIsFiled() throws Exception {
      try (Practice practice = Practice.paired(folder)) {
        Run revoked = practice.atPc("pairings", "--revoke", "Phone");
        assertEquals("The pairing with Phone is ended" + NL, revoked.out());
        assertEquals(Medimage.OK, revoked.exit());
        Path photo = practice.photo();
        Run run = practice.send(photo, "--tag", "#P arm", "--timeout", "10m");
        assertEquals(
            photo
                + ": waiting in the outbox (PC no longer accepts this device; pair it again, then"
                + " send the photo again.)"
                + NL,
            run.out());
        assertEquals(Medimage.WAITING, run.exit());
        assertFalse(Files.exists(practice.patients.resolve("P")));
      }
    }

    @Test
    void receiverThatIsNotPaired() throws Exception {
      try (Practice practice = Practice.paired(folder)) {
        Run run = practice.send(practice.photo(), "--tag", "#P arm", "--to", "Nobody");
        assertEquals(Medimage.USAGE, run.exit());
        assertEquals(
            "medimage: No receiver is paired under the name \"Nobody\"; this device is paired with"
                + " \"PC\"."
                + NL,
            run.err());
      }
    }

    @Test
    void keyFileThatIsDamagedIsNamedAndLeftAlone() throws Exception {
      Practice practice = Practice.paired(folder);
      practice.close();
      Path key;
      try (Stream<Path> keys = Files.list(practice.phone.resolve("keys"))) {
        key = keys.findFirst().orElseThrow();
      }
      Files.writeString(key, "damaged");
      Run run = practice.send(practice.photo(), "--tag", "#P arm");
      assertEquals(Medimage.USAGE, run.exit(), run.err());
      assertTrue(run.err().contains(key.getFileName().toString()), run.err());
      Run listed = practice.atPhone("pairings");
      assertEquals(Medimage.USAGE, listed.exit(), "a list that lacks one is not all well");
      assertTrue(listed.err().contains(key.getFileName().toString()), listed.err());
      assertEquals("damaged", Files.readString(key));
    }
  }

  @Test
  void idFolderTakesTheFirstWordAsTheFolder() throws Exception {
    try (Practice practice = Practice.paired(folder)) {
      Run run = practice.send(practice.photo(), "--tag", "ZAC5361 arm", "--id-folder");
      assertEquals(Medimage.OK, run.exit(), run.err());
      assertEquals(1, practice.filed("ZAC5361").size());
    }
  }

  @Nested
  class Json {
    @Test
    void saysWhatBecameOfEachFile() throws Exception {
      try (Practice practice = Practice.paired(folder)) {
        Path missing = folder.resolve("missing.jpg");
        Run run =
            practice.send(missing, practice.photo(), practice.text(), "--tag", "#P arm", "--json");
        assertEquals(Medimage.REJECTED, run.exit(), run.err());
        assertJson(
            run.out(),
            "{\"event\":\"error\",\"file\":\"" + missing + "\",\"reason\":\"",
            "{\"event\":\"delivered\",\"file\":\"" + folder.resolve("photo.jpg") + "\",\"id\":\"",
            "{\"event\":\"rejected\",\"file\":\"" + folder.resolve("note.jpg") + "\",\"id\":\"");
      }
    }

    @Test
    void filesThatAreOnePhotoAreToldOfOneByOne() throws Exception {
      Practice practice = Practice.paired(folder);
      practice.close();
      Path copy = Files.copy(practice.photo(), folder.resolve("copy.jpg"));
      Run run =
          practice.send(practice.photo(), copy, "--tag", "#P arm", "--timeout", "1ms", "--json");
      assertEquals(Medimage.WAITING, run.exit(), run.err());
      assertJson(
          run.out(),
          "{\"event\":\"waiting\",\"file\":\"" + folder.resolve("photo.jpg") + "\",\"id\":\"",
          "{\"event\":\"waiting\",\"file\":\"" + copy + "\",\"id\":\"");
      assertEquals(1, practice.atPhone("outbox", "--no-discovery").out().lines().count());
    }

    @Test
    void namesTheStateAsTheOutboxDoes() throws Exception {
      Practice practice = Practice.paired(folder);
      practice.close();
      Run run = practice.send(practice.photo(), "--tag", "#P arm", "--timeout", "1ms", "--json");
      assertEquals(Medimage.WAITING, run.exit(), run.err());
      assertJson(run.out(), "{\"event\":\"waiting\",");
      assertTrue(run.out().matches("(?s).*\"state\":\"(sealed|sending|waiting)\".*"), run.out());
    }

    @Test
    void namesAWarningApartFromAnError() throws Exception {
      try (Practice practice = Practice.paired(folder)) {
        Path junk = practice.phone.resolve("outbox/x.sealed");
        Files.write(junk, new byte[3]);
        Run run = practice.send(practice.photo(), "--tag", "#P arm", "--json");
        assertEquals(Medimage.OK, run.exit(), run.err());
        assertJson(
            run.out(),
            "{\"event\":\"warning\",\"reason\":\"" + junk + " is damaged",
            "{\"event\":\"delivered\",");
        assertTrue(run.err().startsWith("medimage: " + junk + " is damaged"), run.err());
      }
    }

    private void assertJson(String out, String... begins) {
      assertEquals(begins.length, out.lines().count(), out);
      for (String begin : begins) {
        assertTrue(out.lines().anyMatch(line -> line.startsWith(begin)), out);
      }
      assertTrue(out.lines().allMatch(line -> line.endsWith("}")), out);
    }
  }
}
