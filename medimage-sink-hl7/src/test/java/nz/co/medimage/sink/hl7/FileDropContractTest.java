package nz.co.medimage.sink.hl7;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.SinkContract;

/** The contract, for files from which nobody takes any. */
final class FileDropContractTest extends SinkContract {
  private final Map<Path, HaltingFileSystem.Refusals> renames = new ConcurrentHashMap<>();

  @Override
  protected Sink open(Path folder) throws IOException {
    Hl7SinkProvider provider = new Hl7SinkProvider();
    Path drop = losing(Files.createDirectories(folder.resolve("in")));
    // Through the file system of the folder, which the kit watches.
    return new Hl7Sink(
        new FakeAddOnContext(provider, Map.of("folder", "unused"), folder.resolve(".state")),
        Messages.format(),
        new FileTarget(
            new DropFolder(drop, drop, "hl7"),
            Optional.empty(),
            Duration.ofSeconds(30),
            Clock.systemUTC()));
  }

  /** A share whose next rename may fail. */
  private Path losing(Path drop) {
    if (drop.getFileSystem() != FileSystems.getDefault()) {
      return drop; // one of the kit's, which fails by itself
    }
    return HaltingFileSystem.counting(drop.getFileSystem())
        .refusing(
            (isWrite, file) -> {
              if (isWrite && file.toString().endsWith(".hl7")) {
                HaltingFileSystem.Refusals planned = renames.remove(drop);
                if (planned != null) {
                  planned.at(true, file);
                }
              }
            })
        .wrap(drop);
  }

  @Override
  protected boolean loseNextAnswer(Path folder) {
    renames.put(
        folder.resolve("in"),
        (isWrite, file) -> {
          String key = file.getFileName().toString().replace(".hl7", "");
          Files.move(file.resolveSibling("." + key + ".part"), file);
          throw new IOException("the share went away after the rename");
        });
    return true;
  }

  @Override
  protected boolean loseNextRequest(Path folder) {
    renames.put(
        folder.resolve("in"),
        (isWrite, file) -> {
          throw new IOException("the share went away before the rename");
        });
    return true;
  }

  @Override
  protected Map<String, byte[]> stored(Path folder) throws IOException {
    Map<String, byte[]> photos = new HashMap<>();
    for (Path file : Folders.list(folder.resolve("in"))) {
      String name = file.getFileName().toString();
      if (!name.startsWith(".")) {
        photos.put(name, Messages.photoIn(file));
      }
    }
    return photos;
  }

  @Override
  protected boolean storeAsAnother(Path folder, StagedPhoto photo, byte[] content)
      throws IOException {
    String name = ControlId.of(photo.id()) + ".hl7";
    String text = "OBX|1|ED|||^image^JPEG^Base64^" + Base64.getEncoder().encodeToString(content);
    Files.writeString(folder.resolve("in").resolve(name), text + "|");
    return true;
  }

  @Override
  protected boolean setReachable(Path folder, boolean reachable) throws IOException {
    Path drop = folder.resolve("in");
    Path away = folder.resolve("away");
    Files.move(reachable ? away : drop, reachable ? drop : away);
    return true;
  }
}
