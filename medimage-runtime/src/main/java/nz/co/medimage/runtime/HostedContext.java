package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.receiver.config.AddOnEntry;
import nz.co.medimage.runtime.AddOnProblems;
import nz.co.medimage.runtime.AddOnSecrets;

/** What an add-on that configuration names sees of a receiver. */
final class InstanceContext implements AddOnContext {
  private final AddOnEntry entry;
  private final Settings settings;
  private final Path stateFolder;
  private final Secrets secrets;
  private final Clock clock;
  private final String hostName;
  private final AddOnProblems problems;

  InstanceContext(
      AddOnEntry entry,
      Settings settings,
      ReceiverState state,
      Receiver.Builder options,
      SafeEvents events) {
    this.entry = entry;
    this.settings = settings;
    String kinds =
        entry.kind() + "s"; // photos filed by the sink folders are known in sinks/folders
    stateFolder = state.home().folder().resolve(kinds).resolve(entry.id());
    secrets = new AddOnSecrets(state.secrets(), kinds + "/" + entry.id());
    clock = options.clock;
    hostName = options.name;
    problems = new AddOnProblems(entry.kind() + " " + entry.id(), clock, events::problem);
  }

  @Override
  public String id() {
    return entry.id();
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
