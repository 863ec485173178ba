package nz.co.medimage.testkit;

import static nz.co.medimage.testkit.PhotoCopies.isAside;
import static nz.co.medimage.testkit.PhotoCopies.isPart;
import static nz.co.medimage.testkit.PhotoCopies.isWhole;
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
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;

/** Stops the disk of a sink at each step of a write, and its process in mid-write, or watches. */
final class SinkCrash {
  private static final Duration PATIENCE = Duration.ofSeconds(50);
  private static final int MOST_STEPS = 80;
  private static final int CANNOT_OPEN = 3;

  private final SinkFixture contract;
  private final Path base;
  private final Path staging;

  SinkCrash(SinkFixture contract, Path base, Path staging) {
    this.contract = contract;
    this.base = base;
    this.staging = staging;
  }

  /** What writing a photo does to a disk, and what opening the sink did before it. */
  record Steps(List<String> opening, List<String> writing) {}

  /** Counts, if the sink works on the paths it is given. */
  Steps countSome() throws Exception {
    Steps steps = count();
    assumeTrue(!steps.writing().isEmpty(), "the sink does not work on the paths it is given");
    return steps;
  }

  /** Counts; a sink that does not work on the paths it is given takes no step. */
  private Steps count() throws Exception {
    HaltingFileSystem disk = HaltingFileSystem.counting(FileSystems.getDefault());
    Path folder = folder("counted");
    try (SinkTarget target = SinkTarget.open(contract, disk.wrap(folder), staging)) {
      int opened = disk.operations().size();
      target.write(target.photo(1));
      List<String> all = disk.operations();
      return new Steps(all.subList(0, opened), all.subList(opened, all.size()));
    } catch (UnsupportedOperationException | ProviderMismatchException e) {
      return abort("the sink goes round java.nio.file.Files, so its disk cannot be watched: " + e);
    }
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(base.resolve(name));
  }

  /** After a write that was stopped at any step, another sink writes the photo once. */
  void atEachStep(Disk disk) throws Exception {
    Steps steps = count();
    for (int step = 1; step <= most(steps); step++) {
      Path folder = folder("step-" + step);
      write(disk, steps, step, folder);
      try (SinkTarget again = SinkTarget.open(contract, folder, staging)) {
        String when = " after '" + steps.writing().get(step - 1) + "' failed";
        StagedPhoto photo = again.photo(1);
        again.assertStoredOnce(again.write(photo), contract.photo(1), when);
      }
    }
  }

  /**
   * A program that looks in the middle of a write sees no part of the photo, nor when the photo is
   * written again: after a crash at any step, and after none.
   */
  void showsNoPartInMidWrite() throws Exception {
    Steps steps = countSome();
    byte[] photo = contract.photo(1);
    writeWatched(folder("watched"), photo, "");
    for (int step = 1; step <= most(steps); step++) {
      Path folder = folder("watched-" + step);
      write(HaltingFileSystem::cutFrom, steps, step, folder);
      String crash = ", after a crash at '" + steps.writing().get(step - 1) + "'";
      assertNoPart(folder, photo, crash);
      writeWatched(folder, photo, crash);
    }
    Path folder = folder("watched-again");
    write(HaltingFileSystem::cutFrom, steps, steps.writing().size() + 1, folder);
    writeWatched(folder, photo, ", when it was written again");
  }

  private void writeWatched(Path folder, byte[] photo, String when) throws Exception {
    List<AssertionError> seen = new CopyOnWriteArrayList<>();
    HaltingFileSystem disk =
        HaltingFileSystem.inHalves(
            FileSystems.getDefault(),
            operation -> {
              try {
                assertNoPart(folder, photo, " in the middle of '" + operation + "'" + when);
              } catch (AssertionError e) {
                seen.add(e);
              } catch (Exception e) {
                // it is being written: look again
              }
            });
    write(disk.wrap(folder));
    if (!seen.isEmpty()) {
      throw seen.get(0);
    }
  }

  private static int most(Steps steps) {
    return Math.min(steps.writing().size(), MOST_STEPS);
  }

  private void assertNoPart(Path folder, byte[] photo, String when) throws Exception {
    for (Map.Entry<String, byte[]> each : contract.stored(folder).entrySet()) {
      if (!isAside(each.getKey())) {
        PhotoCopies.assertNoPart(each.getKey(), each.getValue(), photo, when);
      }
    }
  }

  /** Opens the sink and writes the photo, until the disk fails at a step of writing. */
  private void write(Disk disk, Steps steps, int step, Path folder) throws Exception {
    write(disk.failing(FileSystems.getDefault(), steps.opening().size() + step).wrap(folder));
  }

  private void write(Path folder) throws Exception {
    Sink sink = contract.open(folder);
    try {
      sink.start();
      sink.write(SinkTarget.photo(contract, staging, 1));
    } catch (IOException | PhotoRejectedException | RuntimeException e) {
      // that of the disk, or what the test of another rule tells of
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

  /** Ends a process that opened the sink, once a write returned and in another. */
  void endAnotherProcess() throws Exception {
    Class<?> test = contract.getClass();
    assumeTrue(!test.getModule().isNamed(), "run on the class path to have a process crash");
    Path folder = folder("process");
    ForkedJvm.Ended ended =
        ForkedJvm.run(
            SinkCrash.class, PATIENCE, test.getName(), folder.toString(), staging.toString());
    assumeTrue(
        ended.exitCode() != CANNOT_OPEN,
        () -> "open(folder) does not work in another process: " + ended.output());
    assertEquals(HaltingFileSystem.HALTED, ended.exitCode(), ended.output());
  }

  /** After that, no part of the photo is to be seen. */
  void endedProcessShowsNoPart() throws Exception {
    assertNoPart(folder("process"), contract.photo(0), " after its process was halted");
  }

  /** After that, another sink writes each photo once. */
  void endedProcessLeftNoSecondCopy() throws Exception {
    try (SinkTarget target = SinkTarget.open(contract, folder("process"), staging)) {
      for (int number : new int[] {1, 0}) {
        StagedPhoto photo = target.photo(number);
        String when = " after its process was halted";
        target.assertStoredOnce(target.write(photo), contract.photo(number), when);
      }
    }
  }

  /** Writes one photo, then halts as soon as a second one shows, or a part of it. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[1]);
    Path staging = Path.of(arguments[2]);
    SinkTarget target;
    SinkFixture watching;
    try {
      target = SinkTarget.open(instance(arguments[0]), folder, staging);
      watching = instance(arguments[0]);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(CANNOT_OPEN);
      return;
    }
    target.write(target.photo(1));
    StagedPhoto second = target.photo(0);
    byte[] content = Files.readAllBytes(second.file());
    Threads.daemon("crash", () -> haltWhenSeen(watching, folder, content));
    target.write(second);
    Runtime.getRuntime().halt(HaltingFileSystem.HALTED);
  }

  private static SinkFixture instance(String name) throws ReflectiveOperationException {
    Constructor<?> constructor = Class.forName(name).getDeclaredConstructor();
    constructor.setAccessible(true);
    return (SinkFixture) constructor.newInstance();
  }

  private static void haltWhenSeen(SinkFixture contract, Path folder, byte[] photo) {
    while (true) {
      try {
        for (Map.Entry<String, byte[]> each : contract.stored(folder).entrySet()) {
          byte[] found = each.getValue();
          if (!isAside(each.getKey()) && (isWhole(found, photo) || isPart(found, photo))) {
            Runtime.getRuntime().halt(HaltingFileSystem.HALTED);
          }
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
