package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.Ability;
import nz.co.medimage.testkit.ForkedJvm;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.MutableClock;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several sinks on one folder: strangers that share it, and copies of one state. */
@Timeout(120)
final class SharedFoldersTest {
  private static final String ARM = "a/arm-" + Tree.WHEN + ".jpg";
  private static final String ARM_2 = "a/arm-" + Tree.WHEN + "-2.jpg";
  private static final int PHOTOS = 60;

  @TempDir Path folder;
  private Tree tree;

  @BeforeEach
  void makeFolders() throws IOException {
    tree = Tree.in(folder);
  }

  private FolderSink start(Path state) throws IOException {
    return start(FolderSink.to(tree.main()).state(state));
  }

  private static FolderSink start(FolderSink.Builder builder) throws IOException {
    FolderSink sink = builder.build();
    sink.start();
    return sink;
  }

  @Test
  void processesThatGiveOutTheSameNamesReplaceNothing() throws Exception {
    hammer("linked");
  }

  @Test
  void processesThatGiveOutTheSameNamesReplaceNothingWithoutLinks() throws Exception {
    hammer("unlinked");
  }

  private void hammer(String disk) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Map<String, Long> acknowledged = new HashMap<>();
    try {
      List<Future<ForkedJvm.Ended>> ended = new ArrayList<>();
      for (String first : List.of("0", "100")) {
        Duration long_ = Duration.ofSeconds(100);
        ended.add(
            threads.submit(
                () -> ForkedJvm.run(Hammer.class, long_, folder.toString(), first, disk)));
      }
      for (Future<ForkedJvm.Ended> process : ended) {
        assertEquals(0, process.get().exitCode(), process.get().output());
        for (String line : process.get().output().lines().toList()) {
          if (line.startsWith("filed ")) {
            String[] words = line.split(" ");
            assertEquals(null, acknowledged.put(words[2], Long.valueOf(words[1])), words[2]);
          }
        }
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(2 * PHOTOS, acknowledged.size());
    assertEquals(acknowledged, Tree.numbers(tree.main()));
  }

  /** Files photos of one name, each twice, and prints where. */
  static final class Hammer {
    public static void main(String[] arguments) throws Exception {
      Tree tree = Tree.in(Path.of(arguments[0]));
      HaltingFileSystem disk = HaltingFileSystem.counting(FileSystems.getDefault());
      if (arguments[2].equals("unlinked")) {
        disk = disk.without(Ability.LINK);
      }
      Path state = Path.of(arguments[0]).resolve("state-" + arguments[1]);
      try (FolderSink sink = start(FolderSink.to(disk.wrap(tree.main())).state(state))) {
        for (long i = Long.parseLong(arguments[1]), end = i + PHOTOS; i < end; i++) {
          System.out.println("filed " + i + " " + sink.write(tree.photo(i, "#a arm")).reference());
        }
      }
    }
  }

  @Test
  void receiversOfTheirOwnDoNotDisturbEachOther() throws Exception {
    try (FolderSink one = start(folder.resolve("one"));
        FolderSink two = start(folder.resolve("two"))) {
      one.write(tree.photo(1, "#a arm"));
      two.write(tree.photo(2, "#a arm"));
      one.write(tree.photo(3, "#b arm"));
    }
    assertEquals(3, Tree.numbers(tree.main()).size());
  }

  @Test
  void ofTwoCopiesOfOneStateTheOneThatWroteFirstStopsUntilTheOtherEnds() throws Exception {
    start(tree.state()).close();
    Path copy = copyOfState();
    try (FolderSink first = start(tree.state())) {
      first.write(tree.photo(3, "#c arm"));
      FolderSink second = start(copy);
      second.write(tree.photo(1, "#a arm"));
      IOException e = assertThrows(IOException.class, () -> first.write(tree.photo(1, "#a arm")));
      assertEquals(
          "Another PC runs a copy of this receiver's home and writes to "
              + tree.main()
              + "; stop one of the two and start the other anew: each PC needs a home of its own",
          e.getMessage());
      second.close();
      first.write(tree.photo(1, "#a arm"));
      first.write(tree.photo(2, "#b arm"));
    }
    assertEquals(3, Tree.numbers(tree.main()).size());
  }

  @Test
  void copyThatWritesNothingStopsNobody() throws Exception {
    start(tree.state()).close();
    Path copy = copyOfState();
    try (FolderSink first = start(tree.state())) {
      first.write(tree.photo(1, "#a arm"));
      start(copy).close();
      first.write(tree.photo(2, "#a arm"));
    }
    assertEquals(2, Tree.numbers(tree.main()).size());
  }

  @Test
  void restoredStateDoublesNothing() throws Exception {
    FolderSink.Builder restored =
        FolderSink.to(tree.main()).backupTo(tree.copy()).state(folder.resolve("restored"));
    try (FolderSink sink = start(tree.state())) {
      Files.createDirectory(tree.main().resolve("a"));
      Files.write(tree.main().resolve(ARM), Tree.content(9));
      sink.write(tree.photo(1, "#a arm"));
    }
    Files.createDirectory(tree.copy().resolve("a"));
    Files.write(tree.copy().resolve(ARM_2), Tree.content(1));
    try (FolderSink sink = start(restored)) {
      assertEquals(ARM_2, sink.write(tree.photo(1, "#a arm")).reference());
      assertTrue(sink.awaitCopies(Duration.ofSeconds(30)));
    }
    assertEquals(Map.of(ARM, 9L, ARM_2, 1L), Tree.numbers(tree.main()));
    assertEquals(Map.of(ARM_2, 1L), Tree.numbers(tree.copy()));
  }

  /** The photo is dated long after the run that finds it, which began by a clock that is right. */
  @Test
  void restoredStateDoublesNothingOfAPhoneWhoseClockIsAhead() throws Exception {
    try (FolderSink sink = start(tree.state())) {
      sink.write(tree.photo(1, "#a arm"));
    }
    MutableClock early = MutableClock.at("2026-02-01T00:00:00Z");
    Path restored = folder.resolve("restored");
    try (FolderSink sink = start(FolderSink.to(tree.main()).state(restored).clock(early))) {
      assertEquals(ARM, sink.write(tree.photo(1, "#a arm")).reference());
    }
    assertEquals(Map.of(ARM, 1L), Tree.numbers(tree.main()));
  }

  @Test
  void restoredStateDoublesNothingWherePeopleMovedTheFirstOfAName() throws Exception {
    try (FolderSink sink = start(tree.state())) {
      for (long number = 1; number <= 4; number++) {
        sink.write(tree.photo(number, "#a arm"));
      }
    }
    Files.delete(tree.main().resolve(ARM));
    Files.delete(tree.main().resolve("a/arm-" + Tree.WHEN + "-3.jpg"));
    Map<String, Long> left = Tree.numbers(tree.main());
    try (FolderSink sink = start(folder.resolve("restored"))) {
      assertEquals(ARM_2, sink.write(tree.photo(2, "#a arm")).reference());
      sink.write(tree.photo(4, "#a arm"));
    }
    assertEquals(left, Tree.numbers(tree.main()));
  }

  @Test
  void photoThatASecondCopyFiledWhileTheFirstHadStoppedIsNotDoubled() throws Exception {
    start(tree.state()).close();
    Path copy = copyOfState();
    MutableClock early = MutableClock.at("2026-02-01T00:00:00Z");
    try (FolderSink first = start(FolderSink.to(tree.main()).state(tree.state()).clock(early))) {
      first.write(tree.photo(3, "#a leg"));
      FolderSink second = start(copy);
      second.write(tree.photo(1, "#a arm"));
      second.close();
      first.write(tree.photo(1, "#a arm"));
    }
    assertEquals(2, Tree.numbers(tree.main()).size());
  }

  @Test
  void secondSendingOfOnePhotoIsASecondFile() throws Exception {
    MutableClock early = MutableClock.at("2026-02-01T00:00:00Z");
    try (FolderSink sink = start(FolderSink.to(tree.main()).state(tree.state()).clock(early))) {
      sink.write(tree.photo(1, "#a arm"));
      sink.write(sameContent());
    }
    try (FolderSink sink = start(tree.state())) {
      sink.write(sameContent());
    }
    assertEquals(Map.of(ARM, 1L, ARM_2, 1L), Tree.numbers(tree.main()));
  }

  private StagedPhoto sameContent() throws IOException {
    return TestPhotos.staged(tree.staging(), TestPhotos.photoId(2), "#a arm", Tree.content(1));
  }

  private Path copyOfState() throws IOException {
    Path copy = Files.createDirectory(folder.resolve("copied"));
    try (var files = Files.list(tree.state())) {
      for (Path file : files.filter(file -> !file.endsWith("lock")).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  @Test
  void folderThatCannotBeForcedIsUsedWithAWarningOrRefused() throws Exception {
    Path main =
        HaltingFileSystem.counting(FileSystems.getDefault())
            .without(Ability.FORCE_FOLDER)
            .wrap(tree.main());
    String sentence =
        tree.main()
            + " lies on a disk that cannot be told to write its lists of files: after a power cut"
            + " there, photos that were filed shortly before may be missing";
    assertEquals(List.of(sentence), FolderSink.shortcomings(main));
    try (FolderSink strict = FolderSink.to(main).state(folder.resolve("s")).strict().build()) {
      IOException e = assertThrows(IOException.class, strict::start);
      assertEquals(sentence + "; choose another folder", e.getMessage());
    }
    try (FolderSink sink = start(FolderSink.to(main).state(tree.state()))) {
      sink.write(tree.photo(1, "#a arm"));
    }
    assertEquals(Map.of(ARM, 1L), Tree.numbers(tree.main()));
    assertEquals(List.of(), FolderSink.shortcomings(tree.main()));
  }
}
