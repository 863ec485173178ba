package nz.co.medimage.cli;

import java.io.IOException;
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
      description = "The folder that holds all state; made if missing. Two homes are two devices.")
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
