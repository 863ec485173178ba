package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nz.co.medimage.api.spi.SinkProvider;
import nz.co.medimage.receiver.addon.AddOn;
import nz.co.medimage.receiver.addon.AddOnKind;
import nz.co.medimage.receiver.addon.AddOns;
import nz.co.medimage.receiver.config.AddOnEntry;
import nz.co.medimage.receiver.config.ReceiverConfiguration;
import nz.co.medimage.testkit.CompiledJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows of add-ons and of receiver.json works. */
class ReadmeAddonsTest {
  private static final Path README = Path.of("").toAbsolutePath().getParent().resolve("README.md");

  private static final String SINK =
      """
      package com.example.archive;
      import nz.co.medimage.api.SinkReference;
      import nz.co.medimage.api.spi.*;
      record UploadSink(AddOnContext context) implements Sink {
        public String id() { return context.id(); }
        public SinkReference write(StagedPhoto photo) { return new SinkReference(id(), "x"); }
      }
      """;

  @TempDir Path home;

  /** The first block of this language that begins so. */
  private static String block(String language, String beginning) throws IOException {
    Matcher blocks =
        Pattern.compile(
                "```" + language + "\n(" + Pattern.quote(beginning) + ".*?)```", Pattern.DOTALL)
            .matcher(Files.readString(README));
    assertTrue(blocks.find(), beginning);
    return blocks.group(1);
  }

  private void dropIn() throws IOException {
    new CompiledJar()
        .source(
            "com.example.archive.ArchiveSinkProvider",
            block("java", "package com.example.archive;"))
        .source("com.example.archive.UploadSink", SINK)
        .provides(SinkProvider.class, block("", "com.example.archive").strip())
        .writeTo(home.resolve("addons").resolve("archive").resolve("archive-1.2.jar"));
  }

  @Test
  void providerCompilesAndIsFound() throws Exception {
    dropIn();
    try (AddOns addOns = AddOns.load(home)) {
      assertEquals(List.of(), addOns.skipped());
      AddOn archive = addOns.get(AddOnKind.SINK, "archive");
      assertEquals(3, archive.settings().size());
    }
  }

  @Test
  void configurationIsTaken() throws Exception {
    dropIn();
    Files.writeString(home.resolve("enrolment-key.txt"), "key\n");
    Path file = Files.writeString(home.resolve("receiver.json"), block("json", "{"));
    ReceiverConfiguration configuration = ReceiverFile.read(file);
    assertEquals("https://relay.example", ReceiverFile.texts(configuration).get("relay"));
    assertEquals("key", ReceiverFile.texts(configuration).get("enrolment-key"));
    assertEquals("67108864", ReceiverFile.texts(configuration).get("max-size"));
    assertEquals("+png,+mov", ReceiverFile.texts(configuration).get("types"));
    assertEquals(
        List.of("sinks[0] folders (folders)", "follow-ups[0] archive (archive)"),
        configuration.addOns().stream().map(AddOnEntry::toString).toList());
    Run run = Run.of("addons", "--home", home);
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains("ARCHIVE_PASSWORD, which is not set."), run.err());
  }
}
