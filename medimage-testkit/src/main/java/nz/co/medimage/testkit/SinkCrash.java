package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.time.Duration;
import java.util.List;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;

/** Stops the disk of a sink at each step of a write, and its process in the middle of one. */
final class SinkCrash {
  private static final Duration PATIENCE = Duration.ofSeconds(50);
  private static final int MOST_STEPS = 80;
  private static final int CANNOT_OPEN = 3;

  private final SinkContract contract;
  private final Path base;
  private final Path staging;

  SinkCrash(SinkContract contract, Path base, Path staging) {
    this.contract = contract;
    this.base = base;
    this.staging = staging;
  }

  /** What writing a photo does to a disk, and what opening the sink did before it. */
  record Steps(List<String> opening, List<String> writing) {}

  /** Counts; a sink that does not use the paths it is given takes no step. */
  Steps count() throws Exception {
    HaltingFileSystem disk = HaltingFileSystem.counting(FileSystems.getDefault());
    Path folder = Files.createDirectories(base.resolve("counted"));
    try (SinkTarget target = SinkTarget.open(contract, disk.wrap(folder), staging)) {
      int opened = disk.operations().size();
      target.write(target.photo(1));
      List<String> all = disk.operations();
      return new Steps(all.subList(0, opened), all.subList(opened, all.size()));
    } catch (UnsupportedOperationException | ProviderMismatchException e) {
      return abort("the sink goes round java.nio.file.Files, so its disk cannot be watched: " + e);
    }
  }

  /** After a write that was stopped at any step, another sink writes the photo once. */
  void atEachStep(Disk disk) throws Exception {
    Steps steps = count();
    int all = Math.min(steps.writing().size(), MOST_STEPS);
    for (int step = 1; step <= all; step++) {
      Path folder = Files.createDirectories(base.resolve("step-" + step));
      HaltingFileSystem failing =
          disk.failing(FileSystems.getDefault(), steps.opening().size() + step);
      writeAndFail(failing.wrap(folder));
      try (SinkTarget again = SinkTarget.open(contract, folder, staging)) {
        String when = "after '" + steps.writing().get(step - 1) + "' failed";
        StagedPhoto photo = again.photo(1);
        again.assertStoredOnce(again.write(photo), contract.photo(1), when);
      }
    }
  }

  private void writeAndFail(Path folder) throws Exception {
    Sink sink = contract.open(folder);
    try {
      sink.start();
      sink.write(SinkTarget.photo(contract, staging, 1));
    } catch (IOException | PhotoRejectedException | RuntimeException e) {
      // that of the disk
    } finally {
      closeWithoutDisk(sink);
    }
  }

  private static void closeWithoutDisk(Sink sink) {
    try {
      sink.close();
    } catch (IOException | RuntimeException e) {
      // the disk is gone for this one
    }
  }

  /** After the end of its process, once a write returned and in another, each photo is there. */
  void inAnotherProcess() throws Exception {
    Class<?> test = contract.getClass();
    assumeTrue(!test.getModule().isNamed(), "run on the class path to have a process crash");
    Path folder = Files.createDirectories(base.resolve("process"));
    ForkedJvm.Ended ended =
        ForkedJvm.run(
            SinkCrash.class, PATIENCE, test.getName(), folder.toString(), staging.toString());
    assumeTrue(
        ended.exitCode() != CANNOT_OPEN,
        () -> "open(folder) does not work in another process: " + ended.output());
    assertEquals(HaltingFileSystem.HALTED, ended.exitCode(), ended.output());
    try (SinkTarget target = SinkTarget.open(contract, folder, staging)) {
      for (int number : new int[] {1, 0}) {
        StagedPhoto photo = target.photo(number);
        String when = "after its process was halted";
        target.assertStoredOnce(target.write(photo), contract.photo(number), when);
      }
    }
  }

  /** Writes one photo, then halts as soon as a second one shows. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[1]);
    Path staging = Path.of(arguments[2]);
    SinkTarget target;
    SinkContract watching;
    try {
      target = SinkTarget.open(instance(arguments[0]), folder, staging);
      watching = instance(arguments[0]);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(CANNOT_OPEN);
      return;
    }
    target.write(target.photo(1));
    int before = target.stored().size();
    Threads.daemon("crash", () -> haltWhenMore(watching, folder, before));
    target.write(target.photo(0));
    Runtime.getRuntime().halt(HaltingFileSystem.HALTED);
  }

  private static SinkContract instance(String name) throws ReflectiveOperationException {
    Constructor<?> constructor = Class.forName(name).getDeclaredConstructor();
    constructor.setAccessible(true);
    return (SinkContract) constructor.newInstance();
  }

  private static void haltWhenMore(SinkContract contract, Path folder, int before) {
    while (true) {
      try {
        if (contract.stored(folder).size() > before) {
          Runtime.getRuntime().halt(HaltingFileSystem.HALTED);
        }
      } catch (Exception e) {
        // it is being written: look again
      }
    }
  }

  /** A disk that fails. */
  @FunctionalInterface
  interface Disk {
    HaltingFileSystem failing(FileSystem real, int step);
  }
}
