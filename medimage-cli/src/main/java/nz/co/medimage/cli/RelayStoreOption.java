package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.relay.store.SqlStore;
import nz.co.medimage.runtime.Home;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a relay keeps what it holds. */
final class RelayStoreOption {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      description =
          "The folder of the relay; made if it is missing. Holds everything, or with --store"
              + " only temporary files.")
  private @Nullable Path folder; // required, but said once for 'relay' and what is below it

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A file with further options, in lines such as 'port = 5567'.")
  @SuppressWarnings("unused") // Defaults reads it ahead
  private @Nullable Path config;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--store",
      paramLabel = "URL",
      description = {
        "Store everything in a PostgreSQL database, for relays of several nodes:",
        "jdbc:postgresql://HOST/DATABASE"
      })
  private @Nullable String url;

  @Option(names = "--store-user", paramLabel = "NAME", description = "The user of the database.")
  private @Nullable String user;

  @Option(
      names = "--store-password",
      paramLabel = "PASSWORD",
      description =
          "The user's password. Other users can see it here: use --store-password-file instead.")
  private @Nullable String password;

  @Option(
      names = "--store-password-file",
      paramLabel = "FILE",
      description = {
        "A file whose first line is the password.",
        "Or set MEDIMAGE_STORE_PASSWORD in the environment."
      })
  private @Nullable Path passwordFile;

  /** Opens the home of a relay, or makes it; its lock is left free. */
  Home home() throws IOException {
    return Home.open(folder(), Home.Kind.RELAY);
  }

  /** The same, but makes none. */
  private Home existingHome() throws IOException {
    if (Home.kindOf(folder()).isEmpty()) {
      throw new BadInputException(folder() + " is no home of a relay; 'relay' makes one");
    }
    return home();
  }

  private Path folder() {
    if (folder == null) {
      throw new ParameterException(spec.commandLine(), "Missing required option: '--home=DIR'");
    }
    return folder;
  }

  /** Like {@link #open}, but neither makes nor updates one: a relay of before may run on it. */
  RelayStore existing(Clock clock) throws IOException {
    Home home = existingHome();
    if (url == null && !SqlStore.isIn(home.folder("store"))) {
      throw new BadInputException(
          folder() + " holds no store: give --store as the relay has it, or start the relay first");
    }
    return url == null
        ? SqlStore.openExisting(home.folder("store"), clock)
        : SqlStore.connectExisting(url, user, SecretFile.or(passwordFile, password), clock);
  }

  RelayStore open(Home home, Clock clock) throws IOException {
    return url == null
        ? SqlStore.open(home.folder("store"), clock)
        : SqlStore.connect(url, user, SecretFile.or(passwordFile, password), clock);
  }
}
