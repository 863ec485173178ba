package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import nz.co.medimage.api.file.Home;
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
      description = "A file whose first line is the passphrase that seals the keys in the home.")
  private @Nullable Path passphraseFile;

  Path folder() {
    return folder;
  }

  /** The passphrase, if the user wants one. */
  Optional<char[]> passphrase() throws IOException {
    if (passphraseFile == null) {
      return Optional.empty();
    }
    return Optional.of(SecretFile.read(passphraseFile, "passphrase").toCharArray());
  }

  /** Says that a passphrase is new to this home: from then on nothing works without it. */
  void tellIfSealing(Output output) {
    Path keys = folder.resolve("keys");
    if (passphraseFile != null
        && Files.isDirectory(keys)
        && Files.notExists(keys.resolve("passphrase"))) {
      output.warning(
          "the keys in "
              + folder
              + " had no passphrase and are under this one from now on: each command at this home"
              + " needs --passphrase-file");
    }
  }

  /** Whose home it is; a folder that is none is refused. */
  Home.Kind kind() throws IOException {
    return Home.kindOf(folder)
        .orElseThrow(
            () ->
                new BadInputException(
                    folder
                        + " is no home of medimage yet; 'receive', 'pair' or 'relay' makes one"));
  }

  /** Refuses a home that is missing or not of this kind. */
  void require(Home.Kind kind) throws IOException {
    if (kind() != kind) {
      Home.open(folder, kind);
    }
  }
}
