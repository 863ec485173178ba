package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import nz.co.medimage.runtime.Home;
import nz.co.medimage.testkit.FaultProxy;
import nz.co.medimage.testkit.MedimageProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command is killed once it has sealed a photo, and then repeated. */
@Timeout(120)
@Tag("process")
class RepeatedSendTest {
  @TempDir Path folder;

  private static Object[] send(Practice practice, Path photo) {
    return new Object[] {
      "send", "--home", practice.phone, "--tag", "#ZAC5361 arm", "--no-discovery", photo
    };
  }

  /** Returns once a sealed photo has its name. */
  private static void awaitSealed(Path outbox) throws Exception {
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      outbox.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      while (sealed(outbox).isEmpty()) {
        WatchKey key = watch.poll(60, TimeUnit.SECONDS);
        assertTrue(key != null, "it is sealed");
        key.pollEvents();
        key.reset();
      }
    }
  }

  private static List<Path> sealed(Path outbox) throws Exception {
    try (Stream<Path> files = Files.list(outbox)) {
      return files.filter(file -> file.toString().endsWith(".sealed")).toList();
    }
  }

  @Test
  void aCommandThatWasKilledAfterSealingFilesItsPhotoOnceWhenRepeated() throws Exception {
    try (FaultProxy proxy = FaultProxy.to(1)) {
      Object[] send;
      try (Practice off = Practice.open(folder)) {
        proxy.redirect(Integer.parseInt(off.port()));
        Run paired =
            off.atPhone("pair", off.code(), "--at", "127.0.0.1:" + proxy.port(), "--no-discovery");
        assertEquals(Medimage.OK, paired.exit(), paired.err());
        send = send(off, off.photo());
      }
      try (MedimageProcess killed = MedimageProcess.start(send)) {
        awaitSealed(folder.resolve("phone").resolve("outbox"));
        killed.kill();
      }
      try (Practice practice = Practice.open(folder)) {
        // On another port than the phone was told, so that it finds it through the proxy alone.
        proxy.redirect(Integer.parseInt(practice.port()));

        Run again = Run.of(send);
        assertEquals(Medimage.OK, again.exit(), again.err());
        assertEquals(1, practice.filed("ZAC5361").size());

        Run onPurpose = Run.of(send);
        assertEquals(Medimage.OK, onPurpose.exit(), onPurpose.err());
        assertEquals(2, practice.filed("ZAC5361").size());
      }
    }
  }

  /** Leaves a photo under a pairing that the PC has ended, after which the phone pairs again. */
  private static Path waitingUnderEndedPairing(Practice practice) throws Exception {
    Path photo = practice.photo();
    Run revoked = practice.atPc("pairings", "--revoke", "Phone");
    assertEquals(Medimage.OK, revoked.exit(), revoked.err());
    Run unpaired = Run.of(send(practice, photo));
    assertEquals(Medimage.WAITING, unpaired.exit(), unpaired.err());
    assertTrue(unpaired.out().contains("pair it again"), unpaired.out());
    Run paired = practice.pair(practice.code());
    assertEquals(Medimage.OK, paired.exit(), paired.err());
    return photo;
  }

  @Test
  void aPhotoThatWaitsUnderAPairingThatThePcEndedIsSentAfterPairingAgain() throws Exception {
    try (Practice practice = Practice.paired(folder)) {
      Path photo = waitingUnderEndedPairing(practice);

      Run again = Run.of(send(practice, photo));

      assertEquals(Medimage.OK, again.exit(), again.out() + again.err());
      assertEquals(1, practice.filed("ZAC5361").size());
      assertEquals(List.of(), sealed(practice.phone.resolve("outbox")));
    }
  }

  @Test
  void aPhotoThatMayHaveArrivedBeforeIsSentAgainOnlyIfAPersonSaysSo() throws Exception {
    try (Practice practice = Practice.paired(folder)) {
      Path photo = waitingUnderEndedPairing(practice);
      String id = sealed(practice.phone.resolve("outbox")).get(0).getFileName().toString();
      Files.createFile(practice.phone.resolve("sent").resolve(id.substring(0, id.indexOf('_'))));

      Run again = Run.of(send(practice, photo));

      assertEquals(Medimage.WAITING, again.exit(), again.err());
      assertEquals(
          photo
              + ": waiting in the outbox, not sent again without --again (The photo may have"
              + " arrived before this device's pairing was ended: ask there whether it is filed"
              + " before you send it again.)",
          again.out().strip());
      assertFalse(Files.exists(practice.patients.resolve("ZAC5361")));

      Run onPurpose = practice.send(photo, "--tag", "#ZAC5361 arm", "--again");
      assertEquals(Medimage.OK, onPurpose.exit(), onPurpose.out() + onPurpose.err());
      assertEquals(1, practice.filed("ZAC5361").size());
      assertEquals(List.of(), sealed(practice.phone.resolve("outbox")));
    }
  }

  @Test
  void whatWaitsUnderAnEndedPairingIsNotToBePairedAgainOnceItIsAndCanBeDropped() throws Exception {
    try (Practice practice = Practice.paired(folder)) {
      waitingUnderEndedPairing(practice);
      String file = sealed(practice.phone.resolve("outbox")).get(0).getFileName().toString();
      String id = file.substring(0, file.indexOf('_'));

      Run again = practice.send("--timeout", "30s");

      assertEquals(Medimage.WAITING, again.exit(), again.err());
      assertEquals(
          id
              + ": waiting in the outbox (It is sealed for a pairing that has ended: send its file"
              + " again, or drop it with 'outbox --drop "
              + id
              + "'.)",
          again.out().strip());

      Run dropped = practice.atPhone("outbox", "--drop", id, "--no-discovery");
      assertEquals("Dropped " + id + ", for " + practiceName(dropped), dropped.out().strip());
      assertEquals(Medimage.OK, dropped.exit(), dropped.err());
      assertEquals(List.of(), sealed(practice.phone.resolve("outbox")));
      Run twice = practice.atPhone("outbox", "--drop", id, "--no-discovery");
      assertEquals("medimage: no photo " + id + " waits here", twice.err().strip());
    }
  }

  private static String practiceName(Run dropped) {
    return dropped.out().strip().replaceFirst(".* for ", "");
  }

  @Test
  void doctorTellsWhatCanNeverLeaveAndWhatToDo() throws Exception {
    try (Practice practice = Practice.paired(folder)) {
      waitingUnderEndedPairing(practice);
      String file = sealed(practice.phone.resolve("outbox")).get(0).getFileName().toString();
      String id = file.substring(0, file.indexOf('_'));

      Run run = practice.atPhone("doctor", "--no-discovery");

      assertEquals(
          List.of(
              "mend  outbox: "
                  + id
                  + " for PC cannot leave any more: The photo is sealed for a pairing that has"
                  + " ended, so it cannot be delivered. Give its FILE to 'send --again', or withdraw"
                  + " it with 'outbox --drop "
                  + id
                  + "'."),
          run.out().lines().filter(line -> line.startsWith("mend")).toList());
      assertEquals(Medimage.USAGE, run.exit());
      Files.createFile(practice.phone.resolve("sent").resolve(id));
      Run sent = practice.atPhone("doctor", "--no-discovery");
      assertTrue(sent.out().contains("ask there whether it is filed before"), sent.out());
    }
  }

  @Test
  void whatMayBeFiledIsDroppedOnlyIfAPersonSaysSo() throws Exception {
    try (Practice practice = Practice.paired(folder)) {
      waitingUnderEndedPairing(practice);
      String file = sealed(practice.phone.resolve("outbox")).get(0).getFileName().toString();
      String id = file.substring(0, file.indexOf('_'));
      Files.createFile(practice.phone.resolve("sent").resolve(id));

      Run refused = practice.atPhone("outbox", "--drop", id, "--no-discovery");
      assertEquals(Medimage.USAGE, refused.exit());
      assertTrue(refused.err().contains("ask there first"), refused.err());
      assertEquals(1, sealed(practice.phone.resolve("outbox")).size());
      Run dropped = practice.atPhone("outbox", "--drop", id, "--may-be-filed", "--no-discovery");
      assertEquals(Medimage.OK, dropped.exit(), dropped.err());
      assertEquals(List.of(), sealed(practice.phone.resolve("outbox")));
    }
  }

  @Test
  void secondSendAtAHomeWaitsForTheFirst() throws Exception {
    try (Practice practice = Practice.paired(folder)) {
      Home.Lock first = Home.open(practice.phone, Home.Kind.SENDER).lock();
      Run hasty = practice.send(practice.photo(), "--tag", "#P arm", "--timeout", "1ms");
      assertEquals(Medimage.USAGE, hasty.exit());
      assertEquals(
          "medimage: "
              + practice.phone
              + " is in use by another command, and was until --timeout was over: repeat this one"
              + " when that has ended, and give several files to one 'send'",
          hasty.err().strip());
      CompletableFuture<Void> end =
          CompletableFuture.runAsync(
              () -> {
                try {
                  first.close();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS));
      Run patient = practice.send(practice.photo(), "--tag", "#P arm");
      assertEquals(Medimage.OK, patient.exit(), patient.out() + patient.err());
      end.join();
    }
  }

  @Test
  void passphraseThatIsNewToAHomeIsSaidOnce() throws Exception {
    try (Practice practice = Practice.paired(folder)) {
      Path file = Files.writeString(folder.resolve("passphrase"), "a long one");
      Object[] send = {practice.photo(), "--tag", "#P arm", "--passphrase-file", file};
      String sentence =
          "medimage: the keys in "
              + practice.phone
              + " had no passphrase and are under this one from now on: each command at this home"
              + " needs --passphrase-file";
      assertEquals(sentence, practice.send(send).err().strip());
      assertEquals("", practice.send(send).err().strip());
    }
  }
}
