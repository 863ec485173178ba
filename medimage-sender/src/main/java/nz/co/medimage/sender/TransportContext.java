package nz.co.medimage.sender;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.crypto.SecretStore;
import nz.co.medimage.runtime.AddOnProblems;
import nz.co.medimage.runtime.AddOnSecrets;
import nz.co.medimage.runtime.Home;

/** What a transport that was found sees of its sender. */
final class TransportContext implements AddOnContext {
  private static final String FOLDER = "transports";

  private final String id;
  private final Settings settings;
  private final Path stateFolder;
  private final Secrets secrets;
  private final Clock clock;
  private final String hostName;
  private final AddOnProblems problems;

  TransportContext(
      String id,
      Settings settings,
      Sender.Builder options,
      Home home,
      SecretStore keys,
      SenderObserver observer) {
    this.id = id;
    this.settings = settings;
    stateFolder = home.folder().resolve(FOLDER).resolve(id);
    secrets = new AddOnSecrets(keys, FOLDER + "/" + id);
    clock = options.clock;
    hostName = options.deviceName;
    problems = new AddOnProblems("transport " + id, clock, observer::problem);
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
