package nz.co.medimage.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program of modules that embeds a receiver, and a sink in a module of its own: what is on the
 * module path is found and used as from the class path.
 */
@Timeout(300)
final class ModulePathTest {
  private static final String ARCHIVE_MODULE =
      """
      module com.example.archive {
        requires nz.co.medimage.api;
        provides nz.co.medimage.api.spi.SinkProvider with com.example.archive.ArchiveProvider;
      }
      """;

  /** Its package is exported to nobody, and its provider tells where it runs. */
  private static final String ARCHIVE =
      """
      package com.example.archive;
      import nz.co.medimage.api.SinkReference;
      import nz.co.medimage.api.spi.*;
      public final class ArchiveProvider implements SinkProvider {
        public String id() { return "archive"; }
        public Sink create(AddOnContext context) {
          return new Sink() {
            public String id() { return context.id(); }
            public void start() {
              System.out.println("started in " + ArchiveProvider.class.getModule().getName());
            }
            public SinkReference write(StagedPhoto photo) { throw new IllegalStateException(); }
          };
        }
      }
      """;

  private static final String EMBEDDER_MODULE =
      """
      module com.example.embedder {
        requires nz.co.medimage.receiver;
      }
      """;

  private static final String EMBEDDER =
      """
      package com.example.embedder;
      import java.nio.file.Path;
      import nz.co.medimage.receiver.Receiver;
      import nz.co.medimage.receiver.addon.AddOns;
      import nz.co.medimage.receiver.config.ReceiverConfiguration;
      public final class Main {
        public static void main(String[] arguments) throws Exception {
          Path home = Path.of(arguments[0]);
          try (AddOns addOns = AddOns.load(home)) {
            addOns.all().forEach(each -> System.out.println("found " + each));
            addOns.skipped().forEach(each -> System.out.println("skipped " + each));
          }
          ReceiverConfiguration configuration =
              ReceiverConfiguration.read(home.resolve(ReceiverConfiguration.FILE));
          Receiver receiver = Receiver.builder(home).configuration(configuration).build();
          receiver.start();
          receiver.close();
          System.out.println("closed");
        }
      }
      """;

  /** What a program has that embeds a receiver; nothing that only tests use. */
  private static final String PATH =
      Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
          .filter(entry -> !entry.matches(".*(architecture-tests|testkit|junit|opentest4j).*"))
          .filter(entry -> !entry.matches(".*(archunit|apiguardian|surefire|jacoco).*"))
          .collect(Collectors.joining(File.pathSeparator));

  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void configure() throws IOException {
    home = Files.createDirectory(folder.resolve("pc"));
    Files.writeString(home.resolve("receiver.json"), "{\"sinks\": [{\"add-on\": \"archive\"}]}");
  }

  private Path compile(String module, String descriptor, String name, String source)
      throws IOException {
    Path sources = folder.resolve("sources").resolve(module);
    return EmbeddedProgram.compile(sources, folder.resolve(module), PATH, descriptor, name, source);
  }

  private String path() throws IOException {
    Path archive = compile("com.example.archive", ARCHIVE_MODULE, "ArchiveProvider", ARCHIVE);
    Path services = Files.createDirectories(archive.resolve("META-INF").resolve("services"));
    Files.writeString(
        services.resolve("nz.co.medimage.api.spi.SinkProvider"),
        "com.example.archive.ArchiveProvider\n");
    Path embedder = compile("com.example.embedder", EMBEDDER_MODULE, "Main", EMBEDDER);
    return String.join(File.pathSeparator, archive.toString(), embedder.toString(), PATH);
  }

  private List<String> run(String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.add(home.toString());
    return EmbeddedProgram.run(folder.resolve("output"), arguments).stream()
        .filter(line -> line.matches("(found|skipped|started|closed)\\b.*"))
        .sorted()
        .toList();
  }

  @Test
  void addOnsOfTheModulePathAreFoundAndUsedAsThoseOfTheClassPath() throws Exception {
    String path = path();

    List<String> modules = run("-p", path, "-m", "com.example.embedder/com.example.embedder.Main");
    List<String> classes = run("-cp", path, "com.example.embedder.Main");

    assertEquals(
        List.of(
            "closed",
            "found check csv",
            "found check practice",
            "found filter resize",
            "found filter run",
            "found observer log",
            "found observer notify",
            "found sink archive",
            "found sink folders",
            "found sink hl7",
            "found sink practice",
            "started in com.example.archive"),
        modules.stream().filter(line -> !line.startsWith("found listener")).toList());
    assertEquals(
        modules.stream().map(line -> line.replace("com.example.archive", "null")).toList(),
        classes);
  }
}
