package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.sender.Delivery;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.sink.folders.FolderSink;
import nz.co.medimage.transport.wifi.WifiListener;
import nz.co.medimage.transport.wifi.WifiTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's snippet is the body of a method here, so that it compiles. */
class ReadmeSnippetTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @SuppressWarnings("unused")
  static void snippet() throws Exception {
    // README begin
    try (Receiver pc =
            Receiver.builder(Path.of("pc-home"))
                .name("Room 1")
                .listener(WifiListener.builder().build())
                .sink(FolderSink.to(Path.of("Patients")).state(Path.of("pc-folders")).build())
                .build();
        Sender phone =
            Sender.builder(Path.of("phone-home"))
                .deviceName("Dr Rua's phone")
                .transport(new WifiTransport())
                .build()) {
      pc.start();
      phone.start();
      phone.pair(pc.offerPairing().code());
      Delivery photo = phone.send(Photo.of(Path.of("arm.jpg")), PatientTag.parse("#ZAC5361 arm"));
      System.out.println(photo.receipt().get()); // it lies in Patients/ZAC5361/arm-<when>.jpg
    }
    // README end
  }

  @Test
  void readmeShowsThisCodeWithinItsFirst25Lines() throws Exception {
    List<String> source =
        Files.readAllLines(
            ROOT.resolve("medimage-cli/src/test/java/nz/co/medimage/cli/ReadmeSnippetTest.java"));
    int from = source.indexOf("    // README begin") + 1;
    int to = source.indexOf("    // README end");
    StringBuilder code = new StringBuilder();
    source.subList(from, to).forEach(line -> code.append(line.substring(4)).append('\n'));
    List<String> top = Files.readAllLines(ROOT.resolve("README.md")).subList(0, 25);
    assertTrue(String.join("\n", top).contains(code.toString().strip()), code.toString());
  }

  @Test
  void snippetCompilesWithTheImportsThatAreShown(@TempDir Path folder) throws Exception {
    List<String> code = new ArrayList<>();
    Matcher blocks =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(ROOT.resolve("README.md")));
    while (blocks.find()) {
      code.add(blocks.group(1));
    }
    Path source = folder.resolve("First.java");
    Files.writeString(
        source,
        code.get(1)
            + "class First { public static void main(String[] args) throws Exception {\n"
            + code.get(0)
            + "} }\n");
    String path =
        System.getProperty("jdk.module.path", "")
            + File.pathSeparator
            + System.getProperty("java.class.path");
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said);
    int exit =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                writer,
                writer,
                "-proc:none",
                "-cp",
                path,
                "-d",
                folder.toString(),
                source.toString());
    assertEquals(0, exit, said::toString);
  }
}
