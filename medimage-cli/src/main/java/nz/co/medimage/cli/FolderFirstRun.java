package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.console.FirstRun;
import nz.co.medimage.receiver.config.AddOnEntry;
import nz.co.medimage.receiver.config.ConfigurationEditor;
import nz.co.medimage.receiver.config.ConfigurationPart;
import nz.co.medimage.sink.folders.TargetFolder;

/** What the page proposes for a first start; it sets up a sink that files into a folder. */
final class FolderFirstRun implements FirstRun {
  private static final Setting TO = Setting.path("to");

  private final Path home;
  private final Path file;
  private final String name;

  /**
   * Proposes what is configured already.
   *
   * @param file that the page changes; may be missing
   * @param name the receiver's, where none is configured
   */
  FolderFirstRun(Path home, Path file, String name) {
    this.home = home;
    this.file = file;
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Path folder() throws IOException {
    Optional<Path> now = Optional.empty();
    if (Files.exists(file)) {
      FolderTargets targets =
          FolderTargets.ofAny(home, List.of(), Optional.of(ReceiverFile.read(file)));
      now = Optional.ofNullable(targets.mainFolders().get(FolderTargets.FOLDERS));
    }
    return now.orElseGet(() -> Path.of(System.getProperty("user.home"), "MedImage", "Patients"));
  }

  @Override
  public void choose(ConfigurationEditor editor, Path folder) throws IOException {
    if (!folder.isAbsolute()) {
      throw new IOException(
          "Type the whole path of the folder, such as "
              + Path.of(System.getProperty("user.home"), "Patients")
              + ".");
    }
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IOException(folder + " is no folder; choose another.");
    }
    try {
      DurableFiles.createPrivateFolders(folder); // its names are those of patients
    } catch (IOException e) {
      throw new IOException(folder + " cannot be made: " + Errors.sentence(e) + ".", e);
    }
    Path state = FolderTargets.state(home, FolderTargets.FOLDERS);
    Optional<String> fault = TargetFolder.of(folder, state).fault();
    if (fault.isPresent()) {
      throw new IOException(fault.get() + ".");
    }
    Optional<AddOnEntry> sink =
        editor.configuration().entries(ConfigurationPart.SINKS).stream()
            .filter(each -> each.id().equals(FolderTargets.FOLDERS))
            .findFirst();
    AddOnEntry entry =
        sink.isPresent() ? sink.get() : editor.add(ConfigurationPart.SINKS, FolderTargets.FOLDERS);
    editor.set(entry, TO, List.of(folder.normalize().toString()));
  }
}
