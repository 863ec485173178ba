package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.receiver.config.AddOnEntry;

/** What an add-on that configuration names sees of a receiver. */
final class InstanceContext implements AddOnContext {
  /** How long the same sentence is not told again. */
  private static final Duration TOLD = Duration.ofHours(1);

  private static final int MOST_TOLD = 50;
  private static final int LONGEST = 500;

  private final AddOnEntry entry;
  private final Settings settings;
  private final Path stateFolder;
  private final Secrets secrets;
  private final Clock clock;
  private final String hostName;
  private final SafeEvents events;
  private final Map<String, Instant> told = new LinkedHashMap<>();

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
    this.events = events;
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
    String line = ReceiptTexts.cut(sentence.replaceAll("\\p{Cntrl}+", " "), LONGEST);
    if (isNew(line)) {
      events.problem(entry.kind() + " " + entry.id() + ": " + line);
    }
  }

  private synchronized boolean isNew(String line) {
    Instant now = clock.instant();
    Instant before = told.get(line);
    if (before != null && Duration.between(before, now).abs().compareTo(TOLD) < 0) {
      return false;
    }
    told.remove(line);
    told.put(line, now);
    if (told.size() > MOST_TOLD) {
      told.remove(told.keySet().iterator().next());
    }
    return true;
  }
}
