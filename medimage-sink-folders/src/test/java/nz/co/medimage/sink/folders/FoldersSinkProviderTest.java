package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.SinkProvider;
import nz.co.medimage.testkit.FakeAddOnContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FoldersSinkProviderTest {
  @TempDir Path folder;
  private final FoldersSinkProvider provider = new FoldersSinkProvider();

  private Sink create(Map<String, ?> settings) throws IOException {
    return provider.create(new FakeAddOnContext(provider, settings, folder.resolve("state")));
  }

  private String refusal(Map<String, ?> settings) {
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
    try (Sink sink =
        create(Map.of("to", "" + main, "backup-to", List.of("" + copy, "" + second)))) {
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
    assertEquals(
        "The setting to is missing. The folder in which each patient has a folder.",
        refusal(Map.of()));
  }

  @Test
  void namesASettingThatItDoesNotHave() {
    assertEquals(
        "There is no setting backupTo; did you mean backup-to?",
        refusal(Map.of("to", "" + folder, "backupTo", "" + folder)));
  }

  @Test
  void namesAPlaceholderThatIsUnknown() {
    String refusal = refusal(Map.of("to", "" + folder, "name", "{word}"));
    assertTrue(refusal.startsWith("{word} is not known; the placeholders"), refusal);
  }

  @Test
  void namesPhotosAndTheirFoldersAsItIsTold() throws Exception {
    Tree tree = Tree.in(folder);
    try (Sink sink =
        create(
            Map.of("to", "" + tree.main(), "name", "{device}-{words}", "folder-by", "patient"))) {
      sink.start();
      assertEquals(
          "P7/Test-phone-arm.jpg",
          sink.write(tree.photo(1, "#a arm").withPatient("P7")).reference());
    }
  }

  @Test
  void namesASettingThatIsNoPath() {
    assertEquals(
        "The setting to holds a control character; in JSON a backslash is written \\\\.",
        refusal(Map.of("to", "a\0b")));
  }
}
