package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.SinkProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FoldersSinkProviderTest {
  @TempDir Path folder;
  private final FoldersSinkProvider provider = new FoldersSinkProvider();

  private Sink create(Map<String, String> settings) {
    return provider.create(settings, folder.resolve("state"));
  }

  private String refusal(Map<String, String> settings) {
    return assertThrows(IllegalArgumentException.class, () -> create(settings)).getMessage();
  }

  @Test
  void isFoundOnTheClassPath() {
    assertFalse(FoldersSinkProvider.class.getModule().isNamed(), "this is the module path");
    List<String> found =
        ServiceLoader.load(SinkProvider.class).stream().map(p -> p.get().id()).toList();
    assertEquals(List.of("folders"), found);
  }

  @Test
  void makesTheFoldersThatItIsTold() throws Exception {
    Path main = folder.resolve("main");
    Path copy = folder.resolve("copy");
    Path second = folder.resolve("second");
    Map<String, String> settings =
        Map.of("to", "" + main, "backupTo", "" + copy, "backupTo.2", "" + second, "id", "a");
    try (Sink sink = create(settings)) {
      assertEquals("a", sink.id());
      sink.start();
    }
    assertTrue(Files.isDirectory(main) && Files.isDirectory(copy) && Files.isDirectory(second));
  }

  @Test
  void isCalledFoldersAndSoIsItsSink() throws Exception {
    assertEquals("folders", provider.id());
    try (Sink sink = create(Map.of("to", "" + folder.resolve("main")))) {
      assertEquals("folders", sink.id());
    }
  }

  @Test
  void wantsAMainFolder() {
    assertEquals("the sink 'folders' needs the setting 'to', a folder", refusal(Map.of()));
  }

  @Test
  void namesASettingThatItDoesNotHave() {
    assertEquals(
        "the sink 'folders' has no setting 'backup'; it has 'to', 'backupTo', 'backupTo.2' and so"
            + " on, 'group', 'id' and 'strict'",
        refusal(Map.of("to", "" + folder, "backup", "" + folder)));
  }

  @Test
  void namesASettingThatIsNoPath() {
    assertEquals(
        "the setting 'to' of the sink 'folders' is no path: a\0b", refusal(Map.of("to", "a\0b")));
  }
}
