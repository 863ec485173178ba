package nz.co.medimage.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import nz.co.medimage.api.file.DurableFiles;

/**
 * The classes of a delivery in an archive with which the processes of a build start sooner. It is
 * in the folder that the system property {@code medimage.testkit.archive} names; without the
 * property there is none. The first process that looks for it makes it in the background: until it
 * is there, and wherever it does not fit, JVMs start without it.
 */
final class ClassArchive {
  private static final String PROPERTY = "medimage.testkit.archive";
  private static final String CLASS_PATH = System.getProperty("java.class.path");
  private static final long PATIENCE_SECONDS = 120;

  private ClassArchive() {}

  /** The class path of this JVM; if there may be an archive, its jars first, as that needs. */
  static String classPath() {
    if (System.getProperty(PROPERTY) == null) {
      return CLASS_PATH;
    }
    List<String> entries = new ArrayList<>(jars());
    entries().filter(entry -> !entry.endsWith(".jar")).forEach(entries::add);
    return String.join(File.pathSeparator, entries);
  }

  private static Stream<String> entries() {
    return Stream.of(CLASS_PATH.split(File.pathSeparator));
  }

  private static List<String> jars() {
    return entries().filter(entry -> entry.endsWith(".jar")).toList();
  }

  /** Options of a JVM that shares classes, those of the archive too if it is there. */
  static List<String> options() {
    List<String> options = new ArrayList<>(List.of("-Xshare:auto"));
    if (System.getProperty(PROPERTY) != null && Files.exists(Made.ARCHIVE)) {
      options.add("-XX:SharedArchiveFile=" + Made.ARCHIVE);
      // Where it does not fit, the JVM would print so.
      options.add("-Xlog:cds=off,cds+dynamic=off,class+path=off");
    }
    return options;
  }

  /** Where it is in that folder: another Java, and other jars, have another one. */
  static Path in(Path folder) {
    StringBuilder made = new StringBuilder(Runtime.version().toString());
    for (String jar : jars()) {
      File file = new File(jar);
      made.append(jar).append(file.length()).append(file.lastModified());
    }
    return folder.resolve("classes-" + Integer.toHexString(made.toString().hashCode()) + ".jsa");
  }

  /** Begins to make it, unless it is there, when it is first asked for. */
  private static final class Made {
    private static final Path ARCHIVE = in(Path.of(System.getProperty(PROPERTY)));

    static {
      Thread maker = new Thread(Made::make, "class archive");
      maker.setDaemon(true);
      maker.start();
    }

    private static void make() {
      Path lock = ARCHIVE.resolveSibling("classes.lock");
      try {
        Files.createDirectories(lock.getParent());
        try (FileChannel channel =
                FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock own = channel.tryLock()) {
          if (own != null && !Files.exists(ARCHIVE)) {
            dump(ARCHIVE.resolveSibling("classes.part"));
          }
        }
      } catch (IOException e) {
        // then they start without it
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** The demo delivers photos, and so it loads what a sender and a receiver do. */
    private static void dump(Path part) throws IOException, InterruptedException {
      Path demo = Files.createTempDirectory("class-archive");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xlog:disable"));
      command.addAll(List.of("-Dmedimage.warm-up=off", "-XX:ArchiveClassesAtExit=" + part));
      command.addAll(List.of("-cp", String.join(File.pathSeparator, jars())));
      command.addAll(List.of("nz.co.medimage.cli.Medimage", "demo", "--to", demo.toString()));
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean hasEnded = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!hasEnded) {
          process.destroyForcibly().waitFor();
        } else if (process.exitValue() == 0) {
          DurableFiles.renameReplacing(part, ARCHIVE);
        }
      } finally {
        DurableFiles.deleteTree(demo);
      }
    }
  }
}
