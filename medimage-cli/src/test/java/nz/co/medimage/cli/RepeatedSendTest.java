package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import nz.co.medimage.testkit.Fault;
import nz.co.medimage.testkit.FaultProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command is killed once it has sealed a photo, and then repeated. */
@Timeout(120)
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
    try (Practice practice = Practice.open(folder);
        FaultProxy way = FaultProxy.to(Integer.parseInt(practice.port()))) {
      Run paired =
          practice.atPhone(
              "pair", practice.code(), "--at", "127.0.0.1:" + way.port(), "--no-discovery");
      assertEquals(Medimage.OK, paired.exit(), paired.err());
      Path photo = practice.photo();
      way.always(Fault.freeze(0));
      try (MedimageProcess killed = MedimageProcess.start(send(practice, photo))) {
        awaitSealed(practice.phone.resolve("outbox"));
        killed.kill();
      }
      way.resetNow();
      way.clear();

      Run again = Run.of(send(practice, photo));
      assertEquals(Medimage.OK, again.exit(), again.err());
      assertEquals(1, practice.filed("ZAC5361").size());

      Run onPurpose = Run.of(send(practice, photo));
      assertEquals(Medimage.OK, onPurpose.exit(), onPurpose.err());
      assertEquals(2, practice.filed("ZAC5361").size());
    }
  }

  /** Leaves a photo under a pairing that the PC then ends, after which the phone pairs again. */
  private static Path waitingUnderEndedPairing(Practice practice, FaultProxy way) throws Exception {
    Object[] pair = {practice.code(), "--at", "127.0.0.1:" + way.port(), "--no-discovery"};
    assertEquals(Medimage.OK, practice.atPhone("pair", pair).exit());
    Path photo = practice.photo();
    way.always(Fault.freeze(0));
    Run waits = practice.send(photo, "--tag", "#ZAC5361 arm", "--timeout", "1ms");
    assertEquals(Medimage.WAITING, waits.exit(), waits.out() + waits.err());
    way.resetNow();
    way.clear();
    Run revoked = practice.atPc("pairings", "--revoke", Senders.machineName());
    assertEquals(Medimage.OK, revoked.exit(), revoked.err());

    Run unpaired = Run.of(send(practice, photo));
    assertEquals(Medimage.WAITING, unpaired.exit(), unpaired.err());
    assertTrue(unpaired.out().contains("pair it again"), unpaired.out());
    assertEquals(Medimage.OK, practice.atPhone("pair", pair).exit());
    return photo;
  }

  @Test
  void aPhotoThatWaitsUnderAPairingThatThePcEndedIsSentAfterPairingAgain() throws Exception {
    try (Practice practice = Practice.open(folder);
        FaultProxy way = FaultProxy.to(Integer.parseInt(practice.port()))) {
      Path photo = waitingUnderEndedPairing(practice, way);

      Run again = Run.of(send(practice, photo));

      assertEquals(Medimage.OK, again.exit(), again.out() + again.err());
      assertEquals(1, practice.filed("ZAC5361").size());
      assertEquals(List.of(), sealed(practice.phone.resolve("outbox")));
    }
  }

  @Test
  void aPhotoThatMayHaveArrivedBeforeIsSentAgainOnlyIfAPersonSaysSo() throws Exception {
    try (Practice practice = Practice.open(folder);
        FaultProxy way = FaultProxy.to(Integer.parseInt(practice.port()))) {
      Path photo = waitingUnderEndedPairing(practice, way);
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
}
