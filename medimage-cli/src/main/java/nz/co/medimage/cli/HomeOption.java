package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.runtime.Home;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The folder that holds all state: two homes are two devices. */
final class HomeOption {
  @Option(
      names = "--home",
      required = true,
      paramLabel = "DIR",
      description = {
        "The folder that holds all state. Two homes are two devices.",
        "'receive', 'pair' and 'relay' make it if it is missing."
      })
  private Path folder;

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = {
        "A file whose first line is the passphrase that seals the keys in the home.",
        "'receive', 'pair' and 'send' set it for a home that has none, and say so."
      })
  private @Nullable Path passphraseFile;

  private boolean maySeal;

  Path folder() {
    return folder;
  }

  /** The same for another command at this home. */
  List<String> arguments() {
    return passphraseFile == null
        ? List.of("--home", folder.toString())
        : List.of("--home", folder.toString(), "--passphrase-file", passphraseFile.toString());
  }

  /**
   * The passphrase, if the user wants one; one that is new to this home only after {@link
   * #letSeal}, as no command that looks may set one.
   */
  Optional<char[]> passphrase() throws IOException {
    if (passphraseFile == null) {
      return Optional.empty();
    }
    if (!maySeal && !isSealed()) {
      throw new BadInputException(
          "the keys in "
              + folder
              + " are under no passphrase: leave out --passphrase-file; 'receive', 'pair' and 'send'"
              + " set one");
    }
    return Optional.of(SecretFile.read(passphraseFile, "passphrase").toCharArray());
  }

  /** Lets a passphrase be set, and says so of keys that had none: all need it from then on. */
  void letSeal(Output output) {
    maySeal = true;
    if (passphraseFile != null && Files.isDirectory(folder.resolve("keys")) && !isSealed()) {
      output.warning(
          "the keys in "
              + folder
              + " had no passphrase and are under this one from now on: each command at this home"
              + " needs --passphrase-file");
    }
  }

  /** Says so if others here can read the file of the passphrase. */
  void warnOfReaders(Output output) {
    SecretFile.warnIfOthersRead(passphraseFile, output);
  }

  private boolean isSealed() {
    return Files.exists(folder.resolve("keys").resolve("passphrase"));
  }

  /** Whose home it is; a folder that is not a home is refused. */
  Home.Kind kind() throws IOException {
    return Home.kindOf(folder)
        .orElseThrow(
            () ->
                new BadInputException(
                    folder
                        + " is not a medimage home yet; 'receive', 'pair' or 'relay' makes one"));
  }

  /** Refuses a home that is missing or not of this kind. */
  void require(Home.Kind kind) throws IOException {
    if (kind() != kind) {
      Home.open(folder, kind);
    }
  }
}
