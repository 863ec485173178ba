package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.MutableClock;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where photos are filed, and what stands in the way. */
@Timeout(60)
final class FolderSinkTest {
  private static final String WHEN = Tree.WHEN;

  @TempDir Path folder;
  private Tree tree;
  private FolderSink sink;

  @BeforeEach
  void open() throws IOException {
    tree = Tree.in(folder);
    sink = FolderSink.to(tree.main()).state(tree.state()).build();
    sink.start();
  }

  @AfterEach
  void close() {
    sink.close();
  }

  private void reopen(Clock clock) throws IOException {
    sink.close();
    sink = FolderSink.to(tree.main()).state(tree.state()).clock(clock).build();
    sink.start();
  }

  private void reopen() throws IOException {
    reopen(Clock.systemUTC());
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private SinkReference write(long number, String tag) throws Exception {
    return sink.write(tree.photo(number, tag));
  }

  @Nested
  class Names {
    @ParameterizedTest
    @CsvSource({
      "'file', 'file-10-Aug-2017-09-21-45.jpg'",
      "'#folder', 'folder/10-Aug-2017-09-21-45.jpg'",
      "'#folder file', 'folder/file-10-Aug-2017-09-21-45.jpg'",
      "'#folder #subfolder file', 'folder/subfolder/file-10-Aug-2017-09-21-45.jpg'",
      "'file fileagain', 'file-fileagain-10-Aug-2017-09-21-45.jpg'",
      "'', 'image-10-Aug-2017-09-21-45.jpg'",
      "'#ŌTĀHUHU Māori', 'ŌTĀHUHU/Māori-10-Aug-2017-09-21-45.jpg'"
    })
    void areThoseThatCliniciansKnow(String tag, String path) throws Exception {
      assertEquals(new SinkReference("folders", path), write(1, tag));
      assertEquals(Map.of(path, 1L), Tree.numbers(tree.main()));
    }

    @Test
    void secondAndThirdOfANameAreNumbered() throws Exception {
      write(1, "arm");
      write(2, "arm");
      assertEquals("arm-" + WHEN + "-3.jpg", write(3, "arm").reference());
      assertEquals(
          Map.of(
              "arm-" + WHEN + ".jpg",
              1L,
              "arm-" + WHEN + "-2.jpg",
              2L,
              "arm-" + WHEN + "-3.jpg",
              3L),
          Tree.numbers(tree.main()));
    }

    @Test
    void photosOfOneSecondSortAsTheyWereSentWhateverArrivesFirst() throws Exception {
      Files.write(tree.main().resolve("arm-" + WHEN + "-02.jpg"), Tree.content(9));
      for (long number : new long[] {4, 1, 3, 2}) {
        StagedPhoto photo = tree.photo(number, "arm");
        sink.write(
            StagedPhoto.of(
                photo.id(),
                photo.from(),
                photo.manifest().toBuilder().sequence("0" + number).build(),
                photo.file()));
      }
      assertEquals(
          Map.of(
              "arm-" + WHEN + "-01.jpg", 1L,
              "arm-" + WHEN + "-02-2.jpg", 2L,
              "arm-" + WHEN + "-02.jpg", 9L,
              "arm-" + WHEN + "-03.jpg", 3L,
              "arm-" + WHEN + "-04.jpg", 4L),
          Tree.numbers(tree.main()));
    }

    @Test
    void fileThatSomebodyElsePutThereStays() throws Exception {
      Path foreign = tree.main().resolve("arm-" + WHEN + ".jpg");
      Files.write(foreign, Tree.content(9));
      write(1, "arm");
      assertEquals(
          Map.of("arm-" + WHEN + ".jpg", 9L, "arm-" + WHEN + "-2.jpg", 1L),
          Tree.numbers(tree.main()));
    }

    @Test
    void evenAnEmptyForeignFileOrOneOfEqualContentStays() throws Exception {
      reopen(MutableClock.at("2026-02-01T00:00:00Z"));
      Files.createFile(tree.main().resolve("arm-" + WHEN + ".jpg"));
      write(1, "arm");
      Files.write(tree.main().resolve("leg-" + WHEN + ".jpg"), Tree.content(2));
      write(2, "leg");
      assertEquals(
          Map.of(
              "arm-" + WHEN + ".jpg", -1L,
              "arm-" + WHEN + "-2.jpg", 1L,
              "leg-" + WHEN + ".jpg", 2L,
              "leg-" + WHEN + "-2.jpg", 2L),
          Tree.numbers(tree.main()));
    }

    @Test
    void linkInThePlaceOfTheFileIsNotFollowed() throws Exception {
      Path outside = Files.createFile(folder.resolve("outside"));
      Files.createSymbolicLink(tree.main().resolve("arm-" + WHEN + ".jpg"), outside);
      assertEquals("arm-" + WHEN + "-2.jpg", write(1, "arm").reference());
      assertEquals(0, Files.size(outside));
    }
  }

  @Nested
  class Write {
    @Test
    void photoThatWasRemovedByPeopleDoesNotComeBack() throws Exception {
      SinkReference first = write(1, "arm");
      Files.delete(tree.main().resolve(first.reference()));
      reopen();
      assertEquals(first, write(1, "arm"));
      assertEquals(Map.of(), Tree.numbers(tree.main()));
    }

    @Test
    void missingMainFolderFailsForNowAndIsNotMade() throws Exception {
      Path away = Files.move(tree.main(), folder.resolve("away"));
      IOException e = assertThrows(IOException.class, () -> write(1, "arm"));
      assertEquals(
          tree.main() + " is not there; if it lies on a share, the share is away", e.getMessage());
      assertFalse(Files.exists(tree.main()));

      Files.move(away, tree.main());
      write(1, "arm");
      assertEquals(Map.of("arm-" + WHEN + ".jpg", 1L), Tree.numbers(tree.main()));
    }

    @Test
    void mainFolderThatGoesAwayInTheMiddleLosesNothing() throws Exception {
      SinkReference first = write(1, "#a arm");
      Path away = Files.move(tree.main(), folder.resolve("away"));
      assertThrows(IOException.class, () -> write(2, "#a arm"));
      assertEquals(first, write(1, "#a arm"), "what is filed is filed, also while it is away");
      Files.move(away, tree.main());
      write(2, "#a arm");
      assertEquals(
          Map.of("a/arm-" + WHEN + ".jpg", 1L, "a/arm-" + WHEN + "-2.jpg", 2L),
          Tree.numbers(tree.main()));
    }

    @Test
    void linkThatLeadsOutsideIsRefused() throws Exception {
      Path outside = Files.createDirectory(folder.resolve("outside"));
      Files.createSymbolicLink(tree.main().resolve("ZAC5361"), outside);
      PhotoRejectedException e =
          assertThrows(PhotoRejectedException.class, () -> write(1, "#ZAC5361 arm"));
      assertEquals(
          "The folder of this name is a link that leads elsewhere; photos are not filed there.",
          e.getMessage());
      assertEquals(Map.of(), Tree.numbers(outside));
    }

    @Test
    void linkThatLeadsToASiblingWithALongerNameIsRefused() throws Exception {
      Path sibling = Files.createDirectory(folder.resolve("main-old"));
      Files.createSymbolicLink(tree.main().resolve("ZAC5361"), sibling);
      assertThrows(PhotoRejectedException.class, () -> write(1, "#ZAC5361 arm"));
    }

    @Test
    void linkWithinTheMainFolderIsFollowed() throws Exception {
      Files.createDirectory(tree.main().resolve("ZAC5361"));
      Files.createSymbolicLink(tree.main().resolve("Smith"), tree.main().resolve("ZAC5361"));
      write(1, "#Smith arm");
      assertEquals(Map.of("ZAC5361/arm-" + WHEN + ".jpg", 1L), Tree.numbers(tree.main()));
    }

    @Test
    void mainFolderMayItselfBeALink() throws Exception {
      Path link = Files.createSymbolicLink(folder.resolve("link"), tree.main());
      try (FolderSink linked = FolderSink.to(link).state(folder.resolve("other-state")).build()) {
        linked.start();
        linked.write(tree.photo(1, "#a arm"));
      }
      assertEquals(Map.of("a/arm-" + WHEN + ".jpg", 1L), Tree.numbers(tree.main()));
    }

    @Test
    void fileInThePlaceOfAFolderIsRefused() throws Exception {
      Files.createFile(tree.main().resolve("ZAC5361"));
      PhotoRejectedException e =
          assertThrows(PhotoRejectedException.class, () -> write(1, "#ZAC5361 arm"));
      assertEquals(
          "A folder of this name cannot be made: something else has its name already.",
          e.getMessage());
    }

    @Test
    void failureNamesNoPatient() throws Exception {
      StagedPhoto photo = tree.photo(1, "#ZAC5361 arm");
      Files.delete(photo.file());
      IOException e = assertThrows(IOException.class, () -> sink.write(photo));
      assertEquals("the photo or its folder is gone", e.getMessage());
      assertEquals(null, e.getCause());
    }

    @Test
    void interruptIsHeeded() throws Exception {
      StagedPhoto photo = tree.photo(1, "arm");
      Thread.currentThread().interrupt();
      try {
        assertThrows(InterruptedIOException.class, () -> sink.write(photo));
      } finally {
        assertTrue(Thread.interrupted(), "the interrupt is kept");
      }
      sink.write(photo);
      assertEquals(Map.of("arm-" + WHEN + ".jpg", 1L), Tree.numbers(tree.main()));
    }

    @Test
    void hundredAtOnceOfOneNameAreAHundred() throws Exception {
      var threads = Executors.newFixedThreadPool(8);
      try {
        List<Callable<SinkReference>> writes =
            LongStream.range(0, 100)
                .<Callable<SinkReference>>mapToObj(i -> () -> write(i, "#a arm"))
                .toList();
        for (var written : threads.invokeAll(writes)) {
          written.get();
        }
      } finally {
        threads.shutdownNow();
      }
      assertEquals(
          LongStream.range(0, 100).boxed().toList(),
          Tree.numbers(tree.main()).values().stream().sorted().toList());
    }

    @Test
    void damagedMemoryOfAPhotoIsReportedAndStopsNoOther() throws Exception {
      Files.createDirectories(tree.state().resolve("open"));
      Path damaged = tree.state().resolve("open").resolve(TestPhotos.id(1).toString());
      Files.write(damaged, "nonsense".getBytes(StandardCharsets.UTF_8));
      reopen();
      IOException e = assertThrows(IOException.class, () -> write(1, "arm"));
      assertEquals(
          damaged + " is damaged; restore it from a backup, or delete it to file its photo anew",
          e.getMessage());
      write(2, "arm");
      assertEquals(Map.of("arm-" + WHEN + ".jpg", 2L), Tree.numbers(tree.main()));
    }

    @Test
    void nameThatTheSystemCannotExpressFailsWithoutIt() throws Exception {
      remember(1, "ZAC5361\0/arm.jpg");
      IOException e = assertThrows(IOException.class, () -> write(1, "#ZAC5361 arm"));
      assertEquals(
          "This system's locale cannot name the folder; run it with a UTF-8 locale",
          e.getMessage());
      assertEquals(null, e.getCause());
    }

    private void remember(long number, String relative) throws IOException {
      Path state = Files.createDirectories(tree.state().resolve("open"));
      Intent intent =
          new Intent(Intent.Stage.CLAIMED, tree.photo(number, "").manifest().sha256(), relative);
      Files.write(state.resolve(TestPhotos.id(number).toString()), intent.toBytes());
      reopen();
    }

    @Test
    void photosAndFoldersAreTheirOwnersAlone() throws Exception {
      Path there = Files.createDirectory(tree.main().resolve("a"));
      Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rwxrwxr-x"));
      Path photo = tree.main().resolve(write(1, "#a #b arm").reference());
      assertEquals("rw-------", permissions(photo));
      assertEquals("rwx------", permissions(photo.getParent()));
      assertEquals("rwxrwxr-x", permissions(there));
    }

    @Test
    void groupMayReadPhotosAndFolders() throws Exception {
      String group = Files.readAttributes(tree.main(), PosixFileAttributes.class).group().getName();
      try (FolderSink shared =
          FolderSink.to(tree.main()).state(folder.resolve("g")).group(group).build()) {
        shared.start();
        Path photo = tree.main().resolve(shared.write(tree.photo(1, "#b arm")).reference());
        assertEquals("rw-r-----", permissions(photo));
        assertEquals("rwxr-x---", permissions(photo.getParent()));
      }
    }

    @Test
    void fileIsDatedToTheCapture() throws Exception {
      Path photo = tree.main().resolve(write(1, "arm").reference());
      assertEquals(TestPhotos.CAPTURED.toInstant(), Files.getLastModifiedTime(photo).toInstant());
    }

    @Test
    void sinkThatWasNotStartedSaysSo() throws Exception {
      try (FolderSink fresh = FolderSink.to(tree.main()).state(folder.resolve("x")).build()) {
        StagedPhoto photo = tree.photo(1, "arm");
        assertThrows(IllegalStateException.class, () -> fresh.write(photo));
      }
      sink.close();
      IOException e = assertThrows(IOException.class, () -> write(1, "arm"));
      assertEquals("the folder sink is closed", e.getMessage());
    }
  }
}
