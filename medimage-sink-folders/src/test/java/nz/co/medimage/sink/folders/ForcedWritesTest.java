package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a photo costs: a forced write is most of the time of one. */
@Timeout(60)
final class ForcedWritesTest {
  @TempDir Path folder;

  @Test
  void photoInAFolderThatIsThereCostsTwoBesideTheTwoOfTheMemory() throws Exception {
    Tree tree = Tree.in(folder);
    HaltingFileSystem disk = HaltingFileSystem.counting(FileSystems.getDefault());
    try (FolderSink sink =
        FolderSink.to(disk.wrap(tree.main())).state(disk.wrap(tree.state())).build()) {
      sink.start();
      sink.write(tree.photo(1, "#a arm"));
      int before = disk.operations().size();
      sink.write(tree.photo(2, "#a leg"));
      List<String> done = disk.operations().subList(before, disk.operations().size());
      assertEquals(
          List.of("force a"),
          done.stream().filter(operation -> operation.startsWith("force a")).toList());
      assertEquals(2, done.stream().filter(operation -> operation.startsWith("force ")).count());
      assertEquals("force a", done.get(done.size() - 1));
    }
  }

  @Test
  void nameThatIsTakenOftenIsNotLookedForFromTheFirst() throws IOException {
    Memory memory = Memory.open(folder.resolve("state"), Clock.systemUTC());
    Intents intents = new Intents(memory, Memory.MAIN);
    PhotoName name = new PhotoName(List.of(), "arm", "jpg");
    Set<String> taken = new HashSet<>();
    AtomicInteger looks = new AtomicInteger();
    for (int i = 1; i <= 50; i++) {
      PhotoId id = TestPhotos.photoId(i);
      looks.set(0);
      Intent claim =
          intents.claim(
              id,
              name,
              "0".repeat(64),
              relative -> {
                looks.incrementAndGet();
                return !taken.contains(relative);
              });
      assertEquals(name.relative(i), claim.relative());
      assertTrue(looks.get() <= 3, () -> looks + " names looked at");
      taken.add(claim.relative());
      intents.remove(id);
    }
    memory.close();
  }
}
