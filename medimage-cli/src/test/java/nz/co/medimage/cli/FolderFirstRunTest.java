package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import nz.co.medimage.receiver.config.ConfigurationEditor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a first start proposes and sets up. */
final class FolderFirstRunTest {
  @TempDir Path folder;

  @Test
  void ownerAloneSeesThePatientsInTheFolderThatItMakes() throws Exception {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Path file = folder.resolve("receiver.json");
    Path patients = folder.resolve("MedImage").resolve("Patients");
    new FolderFirstRun(folder, file, "PC")
        .choose(ConfigurationEditor.open(file, List.of()), patients);
    for (Path each : List.of(patients, patients.getParent())) {
      assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(each)));
    }
  }

  @Test
  void itProposesTheFolderOfTheFileThatItChanges() throws Exception {
    Path file = folder.resolve("practice.json");
    Path patients = folder.resolve("patients");
    Files.writeString(folder.resolve("receiver.json"), to(folder.resolve("other")));
    Files.writeString(file, to(patients));
    assertEquals(patients, new FolderFirstRun(folder, file, "PC").folder());
  }

  private static String to(Path folder) {
    return "{\"sinks\": [{\"add-on\": \"folders\", \"settings\": {\"to\": \"" + folder + "\"}}]}";
  }
}
