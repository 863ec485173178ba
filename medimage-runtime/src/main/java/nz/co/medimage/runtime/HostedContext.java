package nz.co.medimage.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.api.spi.Settings;

/** The context that a host, a receiver or a sender, gives to an instance of an add-on. */
public final class HostedContext implements AddOnContext {
  private final String id;
  private final Settings settings;
  private final Path stateFolder;
  private final Secrets secrets;
  private final Clock clock;
  private final String hostName;
  private final AddOnProblems problems;

  /**
   * Makes the context of an instance; kind and id name its state and secrets.
   *
   * @param kind the kind of the add-on, such as {@code sink}
   * @param home the folder of the host's home
   * @param secrets the secrets of the host
   * @param people gets each new problem
   */
  public HostedContext(
      String kind,
      String id,
      Settings settings,
      Path home,
      Secrets secrets,
      Clock clock,
      String hostName,
      Consumer<String> people) {
    this.id = id;
    this.settings = settings;
    String kinds = kind + "s"; // photos filed by the sink folders are known in sinks/folders
    stateFolder = home.resolve(kinds).resolve(id);
    this.secrets = new AddOnSecrets(secrets, kinds + "/" + id);
    this.clock = clock;
    this.hostName = hostName;
    problems = new AddOnProblems(kind + " " + id, clock, people);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Settings settings() {
    return settings;
  }

  @Override
  public Path stateFolder() throws IOException {
    return DurableFiles.createPrivateFolders(stateFolder);
  }

  @Override
  public Secrets secrets() {
    return secrets;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public String hostName() {
    return hostName;
  }

  @Override
  public void problem(String sentence) {
    problems.tell(sentence);
  }
}
