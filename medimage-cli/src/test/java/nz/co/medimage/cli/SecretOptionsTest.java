package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** A secret comes from a file or the environment as well as from the command line. */
class SecretOptionsTest {
  @TempDir Path folder;
  private Path file;
  private Path config;

  @Command(name = "vault")
  private static final class Vault {
    @Option(names = "--key")
    private String key;

    @Option(names = "--key-file")
    private Path keyFile;

    @Option(names = "--config")
    @SuppressWarnings("unused")
    private Path config;
  }

  @BeforeEach
  void files() throws IOException {
    file = Files.writeString(folder.resolve("key"), "of the file\nnot this\n");
    config = folder.resolve("config");
  }

  private String secret(Map<String, String> environment, String... args) throws IOException {
    Vault vault = new Vault();
    CommandLine command = new CommandLine(vault);
    Defaults.apply(args, command, environment::get);
    command.parseArgs(args);
    return SecretFile.or(vault.keyFile, vault.key);
  }

  @Test
  void fileHoldsItInItsFirstLine() throws IOException {
    assertEquals("of the file", secret(Map.of(), "--key-file", file.toString()));
    assertEquals("of the file", secret(Map.of("MEDIMAGE_KEY_FILE", file.toString())));
    assertEquals("told", secret(Map.of("MEDIMAGE_KEY", "told")));
    Files.writeString(config, "key-file = " + file);
    assertEquals("of the file", secret(Map.of(), "--config", config.toString()));
    assertEquals(null, secret(Map.of()));
  }

  @Test
  void nearerOneStandsInWhicheverWay() throws IOException {
    Map<String, String> value = Map.of("MEDIMAGE_KEY", "told");
    Map<String, String> inFile = Map.of("MEDIMAGE_KEY_FILE", file.toString());
    assertEquals("of the file", secret(value, "--key-file", file.toString()));
    assertEquals("given", secret(inFile, "--key", "given"));
    assertEquals("given", secret(inFile, "--key=given"));
    Files.writeString(config, "key = configured");
    assertEquals("of the file", secret(inFile, "--config", config.toString()));
    Files.writeString(config, "key-file = " + file);
    assertEquals("told", secret(value, "--config", config.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"outbox", "receive"})
  void aPasswordOfTheProxyThatIsGivenStandsAgainstTheEnvironment(String name) throws IOException {
    Map<String, String> environment =
        Map.of(
            "MEDIMAGE_TO",
            "Patients",
            "MEDIMAGE_PROXY_PASSWORD_FILE",
            file.toString(),
            "MEDIMAGE_PROXY_PASSWORD",
            "told",
            "MEDIMAGE_PROXY",
            "proxy:3128",
            "MEDIMAGE_TRUST_STORE",
            "ca.pem");
    assertEquals("given", proxyPassword(name, environment, "--proxy-password", "given"));
    assertEquals("of the file", proxyPassword(name, environment));
    Path other = Files.writeString(folder.resolve("other"), "of another");
    assertEquals(
        "of another", proxyPassword(name, environment, "--proxy-password-file", other.toString()));
  }

  private String proxyPassword(String name, Map<String, String> environment, String... args)
      throws IOException {
    CommandLine command =
        new CommandLine(name.equals("receive") ? new ReceiveCommand() : new OutboxCommand());
    command.registerConverter(ByteSize.class, ByteSize::parse);
    command.setCaseInsensitiveEnumValuesAllowed(true);
    String[] all = Stream.concat(Stream.of("--home", "x"), Stream.of(args)).toArray(String[]::new);
    Defaults.apply(all, command, environment::get);
    command.parseArgs(all);
    CommandSpec spec = command.getCommandSpec();
    // Whom to trust is a matter of the computer, and so of its environment for every command.
    assertEquals(Path.of("ca.pem"), spec.findOption("--trust-store").getValue());
    String proxy = spec.findOption("--proxy").getValue();
    assertEquals(name.equals("receive") ? "proxy:3128" : null, proxy);
    return SecretFile.or(
        spec.findOption("--proxy-password-file").getValue(),
        spec.findOption("--proxy-password").getValue());
  }

  @Test
  void emptyFileIsRefused() throws IOException {
    Files.writeString(file, "\nkey");
    BadInputException e =
        assertThrows(
            BadInputException.class, () -> secret(Map.of(), "--key-file", file.toString()));
    assertEquals(file + " holds no secret in its first line", e.getMessage());
  }
}
