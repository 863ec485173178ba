package nz.co.medimage.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.FolderInUseException;
import nz.co.medimage.runtime.Home.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HomeTest {
  @TempDir Path folder;
  private Path home;
  private Path marker;

  @BeforeEach
  void name() {
    home = folder.resolve("home");
    marker = home.resolve("medimage-home");
  }

  private String refusal(Kind kind) {
    return assertThrows(IOException.class, () -> Home.open(home, kind)).getMessage();
  }

  private void mark(String text) throws IOException {
    Files.createDirectories(home);
    Files.writeString(marker, text);
  }

  @Test
  void missingOrEmptyFolderBecomesAHome() throws Exception {
    Home made = Home.open(home, Kind.SENDER);
    assertEquals(home, made.folder());
    assertEquals("medimage SENDER 1\n", Files.readString(marker));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home)));
    assertTrue(Files.isDirectory(made.folder("outbox")));
    Home.open(home, Kind.SENDER);
  }

  @Test
  void homeWhoseMakingWasCutOffIsMadeAnew() throws Exception {
    Files.createDirectories(home);
    Files.createFile(home.resolve("medimage-home.tmp"));
    Home.open(home, Kind.RECEIVER);
    assertEquals(Optional.of(Kind.RECEIVER), Home.kindOf(home));
  }

  @Test
  void homeOfTheOtherKindIsRefused() throws Exception {
    Home.open(home, Kind.SENDER);
    assertEquals(home + " is the home of a sender, not of a receiver", refusal(Kind.RECEIVER));
  }

  @Test
  void homeOfALaterVersionIsRefusedAndLeftAlone() throws Exception {
    mark("medimage SENDER 2\n");
    assertEquals(
        home + " was written by a later version of MedImage; use that version or a newer one",
        refusal(Kind.SENDER));
    assertEquals("medimage SENDER 2\n", Files.readString(marker));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "medimage", "medimage SENDER x\n", "medimage FAX 1\n", "\0\0\0\0"})
  void damagedMarkerIsRefused(String text) throws Exception {
    mark(text);
    assertEquals(
        marker + " is damaged; restore it from a backup, nothing else was touched",
        refusal(Kind.SENDER));
  }

  @Test
  void folderWithOtherThingsIsRefused() throws Exception {
    Files.createDirectories(home);
    Files.createFile(home.resolve("holiday.jpg"));
    assertEquals(
        home + " holds other files; choose an empty folder for a home", refusal(Kind.SENDER));
    assertFalse(Files.exists(marker));
  }

  /** Secrets and lists that receiver.json names lie beside it. */
  @Test
  void whatAReceiverFileNamesMayLieBesideItBeforeTheFirstStart() throws Exception {
    Files.createDirectories(home.resolve("addons"));
    Files.createFile(home.resolve("enrolment-key.txt"));
    assertEquals(
        home + " holds other files and no receiver.json; choose an empty folder for a home",
        refusal(Kind.RECEIVER));
    Files.writeString(home.resolve("receiver.json"), "{}");
    assertEquals(
        home + " holds other files; choose an empty folder for a home", refusal(Kind.SENDER));
    assertEquals(home, Home.open(home, Kind.RECEIVER).folder());
  }

  @Test
  void pathsOfARelativeHomeAreAbsolute() throws Exception {
    Path relative = Path.of("target").resolve("home-" + System.nanoTime());
    Home opened = Home.open(relative, Kind.RECEIVER);
    assertEquals(relative.toAbsolutePath(), opened.folder());
    assertTrue(opened.folder("staging").isAbsolute());
    DurableFiles.deleteTree(relative);
  }

  @Test
  void fileIsRefused() throws Exception {
    Files.createFile(home);
    assertEquals(home + " is not a folder", refusal(Kind.SENDER));
  }

  @Test
  void kindIsToldWithoutMakingAHome() throws Exception {
    assertEquals(Optional.empty(), Home.kindOf(home));
    assertFalse(Files.exists(home));
    Home.open(home, Kind.RELAY);
    assertEquals(Optional.of(Kind.RELAY), Home.kindOf(home));
  }

  @Test
  void oneLocksAHomeAtATime() throws Exception {
    Home opened = Home.open(home, Kind.SENDER);
    Home.Lock lock = opened.lock();
    FolderInUseException e = assertThrows(FolderInUseException.class, opened::lock);
    assertTrue(e.isByThisProcess());
    assertEquals(
        home + " is in use by this program; close what runs it first or use another home",
        e.getMessage());
    lock.close();
    opened.lock().close();
  }

  @Test
  void whetherAHomeIsInUseIsAskedWithoutTakingIt() throws Exception {
    Path missing = folder.resolve("missing");
    assertFalse(Home.isRunning(missing));
    Home opened = Home.open(folder.resolve("asked"), Home.Kind.SENDER);
    assertFalse(Home.isRunning(opened.folder()));
    try (Home.Lock lock = opened.lock()) {
      assertTrue(Home.isRunning(opened.folder()), lock::toString);
      assertThrows(IOException.class, opened::lock, "asking has not given it away");
    }
    assertFalse(Home.isRunning(opened.folder()));
  }

  @Test
  void lockThatIsClosedTwiceDoesNotFreeTheNextHolders() throws Exception {
    Home opened = Home.open(home, Kind.SENDER);
    Home.Lock first = opened.lock();
    first.close();
    try (Home.Lock second = opened.lock()) {
      first.close();
      assertThrows(IOException.class, opened::lock, second::toString);
    }
  }
}
