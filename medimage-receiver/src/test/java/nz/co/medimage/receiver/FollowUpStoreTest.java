package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.testkit.HaltingFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FollowUpStoreTest {
  private static final byte[] CONTENT = {1, 2, 3};

  @TempDir Path home;
  private final PhotoId id = new PhotoId(Phone.freshId(), new PairingId(new UUID(1, 2)));

  private StagedPhoto staged(String tag) throws IOException {
    Path folder = Files.createDirectories(home.resolve("staging").resolve(tag));
    Path file = Files.write(folder.resolve("photo"), CONTENT);
    Manifest manifest =
        Manifest.builder()
            .tag(PatientTag.parse("#" + tag))
            .fileName("arm.jpg")
            .mediaType("image/jpeg")
            .capturedAt(OffsetDateTime.parse("2026-09-30T12:00:00Z"))
            .content(CONTENT.length, Sha256.of(CONTENT))
            .deviceName("phone")
            .build();
    return StagedPhoto.of(id, "phone", manifest, file);
  }

  @Test
  void aRejectionIsWrittenAsHomesHaveIt() throws Exception {
    Files.createDirectories(home.resolve("followup"));
    FollowUpStore store = new FollowUpStore(home.resolve("followup"), home.resolve("staging"));
    store.keep(staged("ZAC5361"), List.of("ehr"), false);
    FollowUp rejected = new FollowUp("ehr", FollowUpState.REJECTED, "No.");

    store.put(id, rejected);

    assertEquals(List.of(rejected), store.states(id));
    try (Stream<Path> files = Files.list(home.resolve("followup").resolve(id.toString()))) {
      Path state = files.filter(f -> f.toString().contains("ehr")).findFirst().orElseThrow();
      assertTrue(Files.readString(state).contains("\"REFUSED\""), () -> "written otherwise");
    }
  }

  @Test
  void howFarPhotosAreIsKnownWithoutReadingWhileNobodyElseWrites() throws Exception {
    Files.createDirectories(home.resolve("followup"));
    FollowUpStore store = new FollowUpStore(home.resolve("followup"), home.resolve("staging"));
    FollowUpStore other = new FollowUpStore(home.resolve("followup"), home.resolve("staging"));
    store.isAlone(true);
    store.keep(staged("ZAC5361"), List.of("ehr"), false);
    FollowUp waiting = new FollowUp("ehr", FollowUpState.WAITING, "");
    FollowUp rejected = new FollowUp("ehr", FollowUpState.REJECTED, "No.");
    assertEquals(List.of(waiting), store.states(id));

    other.put(id, rejected);
    assertEquals(List.of(waiting), store.states(id), "not read again");
    store.put(id, rejected);
    assertEquals(List.of(rejected), store.states(id));
    store.putBack(id, "ehr");
    assertEquals(Map.of("ehr", 1), store.waiting());

    store.isAlone(false);
    other.put(id, rejected);
    assertEquals(List.of(rejected), store.states(id), "another process runs the home");
    store.remove(id);
    assertEquals(List.of(), store.states(id));
  }

  /**
   * A crash before the ledger knew of it; then the patient check, or a person, said whose it is.
   */
  @Test
  void whatHasBecomeAnotherPatientsIsKeptAnew() throws Exception {
    Files.createDirectories(home.resolve("followup"));
    FollowUpStore store = new FollowUpStore(home.resolve("followup"), home.resolve("staging"));
    store.keep(staged("ZAC5361"), List.of("ehr"), false);
    store.keep(staged("ABC1234"), List.of("ehr"), false);
    assertEquals(List.of("ABC1234"), store.photo(id).manifest().tag().folders());

    store.keep(staged("ABC1234").withPatient("17"), List.of("ehr"), false);
    assertEquals(Optional.of("17"), store.photo(id).patient());
    assertArrayEquals(CONTENT, Files.readAllBytes(store.photo(id).file()));
  }

  /** As a sender does that has no receipt. */
  @Test
  void photoWhoseFolderCouldNotBeForcedIsForcedWhenItComesAgain() throws Exception {
    int n = 0;
    HaltingFileSystem disk;
    do {
      n++;
      disk = HaltingFileSystem.failingAt(FileSystems.getDefault(), n);
    } while (!isForceOfTheFolder(keepOn(disk, "home-" + n)));
    Path again = disk.wrap(home.resolve("home-" + n));
    int before = disk.operations().size();

    StagedPhoto kept = store(again).keep(staged("ZAC5361"), List.of("ehr"), false);

    assertEquals(id, kept.id());
    List<String> done = disk.operations().subList(before, disk.operations().size());
    assertTrue(done.stream().anyMatch(FollowUpStoreTest::isForceOfTheFolder), done::toString);
  }

  private static boolean isForceOfTheFolder(String operation) {
    return operation.matches("force (.*/)?followup");
  }

  private static FollowUpStore store(Path folder) {
    return new FollowUpStore(folder.resolve("followup"), folder.resolve("staging"));
  }

  /** The operation that failed. */
  private String keepOn(HaltingFileSystem disk, String name) throws IOException {
    Files.createDirectories(home.resolve(name).resolve("followup"));
    Files.createDirectories(home.resolve(name).resolve("staging"));
    FollowUpStore store = store(disk.wrap(home.resolve(name)));
    assertThrows(
        IOException.class, () -> store.keep(staged("ZAC5361"), List.of("ehr"), false), "no force");
    return disk.operations().get(disk.operations().size() - 1);
  }

  @Test
  void sinkThatWasAddedSinceGetsWhatWasKeptToo() throws Exception {
    Files.createDirectories(home.resolve("followup"));
    FollowUpStore store = store(home);
    store.isAlone(true);
    store.keep(staged("ZAC5361"), List.of("ehr"), false);
    FollowUp filed = new FollowUp("ehr", FollowUpState.FILED, "1");
    store.put(id, filed);
    assertEquals(List.of(filed), store.states(id));

    store.keep(staged("ZAC5361"), List.of("archive", "ehr"), false);

    FollowUp waiting = new FollowUp("archive", FollowUpState.WAITING, "");
    assertEquals(List.of(filed, waiting), store.states(id));
    assertArrayEquals(CONTENT, Files.readAllBytes(store.photo(id, "archive").file()));
  }

  @Test
  void whatIsSaidOfAPhotoThatLeavesIsNotWrittenToIt() throws Exception {
    Files.createDirectories(home.resolve("followup"));
    FollowUpStore store = new FollowUpStore(home.resolve("followup"), home.resolve("staging"));
    for (int i = 0; i < 100; i++) {
      store.keep(staged("ZAC5361"), List.of("ehr"), false);
      String why = "ehr is stuck with it since " + i;
      CompletableFuture<Void> explaining =
          CompletableFuture.runAsync(
              () -> {
                for (int n = 0; n < 3; n++) {
                  explain(store, why + n);
                }
              });
      store.remove(id);
      explaining.get(30, TimeUnit.SECONDS);
      assertEquals(List.of(), store.ids());
    }
  }

  private void explain(FollowUpStore store, String why) {
    try {
      store.explain(id, "ehr", why);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
