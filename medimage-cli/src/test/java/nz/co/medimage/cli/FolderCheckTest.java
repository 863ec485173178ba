package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import nz.co.medimage.testkit.Ability;
import nz.co.medimage.testkit.HaltingFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What doctor says of a folder whose disk cannot do all that photos need. */
final class FolderCheckTest {
  @TempDir Path folder;

  private List<Check> bad(Ability... lacking) throws Exception {
    HaltingFileSystem disk = HaltingFileSystem.counting(FileSystems.getDefault()).without(lacking);
    return FolderCheck.look(disk.wrap(folder), folder.resolve("state")).stream()
        .filter(check -> check.name().equals("disk"))
        .toList();
  }

  @Test
  void diskThatCannotForceFoldersIsTold() throws Exception {
    assertEquals(
        List.of(
            Check.mend(
                "disk",
                folder
                    + " lies on a disk that cannot be told to write its lists of files: after a"
                    + " power cut there, photos that were filed shortly before may be missing;"
                    + " choose another folder if you can")),
        bad(Ability.FORCE_FOLDER));
  }

  @Test
  void diskWithoutHardLinksIsTold() throws Exception {
    assertEquals(
        List.of(
            Check.mend(
                "disk",
                folder
                    + " lies on a disk without hard links: a photo may show as an empty file for a"
                    + " moment, and after a crash an empty file may stay; choose another folder if"
                    + " you can")),
        bad(Ability.LINK));
  }

  @Test
  void folderOfAPatientThatIsClosedIsNamed() throws Exception {
    Files.createDirectory(folder.resolve("P1"));
    Path closed = Files.createDirectory(folder.resolve("P2"));
    HaltingFileSystem disk =
        HaltingFileSystem.counting(FileSystems.getDefault())
            .refusing(
                (isWrite, path) -> {
                  if (isWrite && path.startsWith(closed)) {
                    throw new AccessDeniedException(path.toString());
                  }
                });
    assertTrue(
        FolderCheck.look(disk.wrap(folder), folder.resolve("state"))
            .contains(
                Check.mend(
                    "patients",
                    "nothing can be filed in "
                        + closed
                        + ", so such photos wait; give the user who runs the receiver the right"
                        + " to read and write there")));
  }

  @Test
  void roomThatCannotBeToldIsNoFault() throws Exception {
    assertEquals(List.of(), bad(Ability.FILE_STORE));
  }
}
