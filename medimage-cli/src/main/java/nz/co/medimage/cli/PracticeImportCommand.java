package nz.co.medimage.cli;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.Moshi;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.runtime.Home;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a profile of what the classic MedImage server's connector was configured with. */
@Command(
    name = "import",
    description = {
      "Makes a profile of the ehrconnect.json of a classic MedImage server, and says what became of"
          + " each field.",
      "It connects to nothing, runs no query, and overwrites no file."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:everything was imported", "2:something is open, or nothing was imported"})
final class PracticeImportCommand implements Callable<Integer> {
  private static final JsonAdapter<Object> JSON =
      new Moshi.Builder().build().adapter(Object.class).indent("  ");

  @Mixin private Output output;

  @Parameters(paramLabel = "FILE", description = "The ehrconnect.json.")
  private Path file;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      defaultValue = "",
      description = {
        "The home of the receiver, where practice.json, receiver.json and files with secrets are"
            + " written.",
        "If it is a home already, receiver.json is called practice-receiver.json.",
        "Default: the current folder."
      })
  private Path folder;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = {
        "The JDBC address of the database, such as jdbc:postgresql://server/practice.",
        "Default: made of the file, for InterBase, Firebird and SQL Server."
      })
  private @Nullable String url;

  @Override
  public Integer call() throws IOException {
    ClassicImport.Result result = ClassicImport.of(file, Optional.ofNullable(url));
    ImportedProfile imported = result.profile();
    Map<String, byte[]> files = new LinkedHashMap<>();
    imported.secrets().forEach((name, text) -> files.put(name, utf8(text)));
    files.put(ImportedProfile.PROFILE, utf8(JSON.toJson(imported.profile())));
    String receiver = isInUse() ? ImportedProfile.RECEIVER_BESIDE : ImportedProfile.RECEIVER;
    files.put(receiver, utf8(JSON.toJson(imported.receiver())));
    write(files);
    for (ImportReport.Line line : result.report().lines()) {
      output.line(
          line.fate() + "  " + line.field() + ": " + line.sentence(),
          "field",
          "name",
          line.field(),
          "fate",
          line.fate(),
          "sentence",
          line.sentence());
    }
    for (String name : files.keySet()) {
      output.line("wrote  " + folder.resolve(name), "wrote", "file", folder.resolve(name));
    }
    Path profile = folder.resolve(ImportedProfile.PROFILE);
    if ("sql".equals(imported.profile().get("kind"))) {
      output.hint(
          "Create the table MEDIMAGE_LEDGER first: SQL.md of medimage-sink-practice has the"
              + " statement.");
    }
    output.hint(
        "Look through it, then: medimage practice test --profile " + profile + " --patient ID");
    return result.report().isComplete() ? Medimage.OK : Medimage.USAGE;
  }

  /** Whether a receiver has started there, or is configured; what it uses is not replaced. */
  private boolean isInUse() throws IOException {
    Path file = folder.resolve(ImportedProfile.RECEIVER);
    return Home.kindOf(folder).isPresent() || Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static byte[] utf8(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Writes all of them or, if one is there already, none. */
  private void write(Map<String, byte[]> files) throws IOException {
    Files.createDirectories(folder.toAbsolutePath());
    for (String name : files.keySet()) {
      if (Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        throw exists(name);
      }
    }
    List<Path> written = new ArrayList<>();
    try {
      for (Map.Entry<String, byte[]> each : files.entrySet()) {
        Path to = folder.resolve(each.getKey());
        try (FileChannel channel = DurableFiles.createPrivate(to)) {
          written.add(to);
          ByteBuffer content = ByteBuffer.wrap(each.getValue());
          while (content.hasRemaining()) {
            channel.write(content);
          }
        }
      }
    } catch (IOException e) {
      for (Path each : written) {
        Files.deleteIfExists(each);
      }
      if (e instanceof FileAlreadyExistsException known) {
        throw exists(String.valueOf(Path.of(known.getFile()).getFileName()));
      }
      throw e;
    }
  }

  private BadInputException exists(String name) {
    return new BadInputException(
        folder.resolve(name) + " is there already; name another folder with --to");
  }
}
