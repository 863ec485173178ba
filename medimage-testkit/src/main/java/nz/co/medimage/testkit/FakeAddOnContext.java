package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.AddOnProvider;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.api.spi.Settings;

/**
 * An {@link AddOnContext} for tests of providers:
 *
 * <pre>{@code
 * var provider = new ArchiveProvider();
 * var context = new FakeAddOnContext(provider, Map.of("to", "archive"), folder);
 * try (Sink sink = provider.create(context)) {
 *   sink.start();
 * }
 * }</pre>
 *
 * <p>Safe for use by several threads.
 */
public final class FakeAddOnContext implements AddOnContext {
  private final String id;
  private final Settings settings;
  private final Path stateFolder;
  private final Clock clock;
  private final Map<String, byte[]> secrets = new ConcurrentHashMap<>();
  private final List<String> problems = new CopyOnWriteArrayList<>();

  /**
   * Makes a context for an instance with its provider's id and the system's clock.
   *
   * @param values the settings as in a configuration, checked as a receiver does; relative paths
   *     begin at {@code stateFolder}
   * @param stateFolder created when the add-on asks for it
   * @throws IllegalArgumentException if a value does not fit the provider's description
   */
  public FakeAddOnContext(AddOnProvider provider, Map<String, ?> values, Path stateFolder) {
    this(provider.id(), provider, values, stateFolder, Clock.systemUTC());
  }

  /**
   * Makes a context for an instance with an id and a clock of its own.
   *
   * @throws IllegalArgumentException if a value does not fit the provider's description
   */
  public FakeAddOnContext(
      String id, AddOnProvider provider, Map<String, ?> values, Path stateFolder, Clock clock) {
    this.id = id;
    this.settings = Settings.of(provider.settings(), values, stateFolder);
    this.stateFolder = stateFolder;
    this.clock = clock;
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
    return new FakeSecrets(secrets);
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public String hostName() {
    return "Test practice";
  }

  @Override
  public void problem(String sentence) {
    problems.add(sentence);
  }

  /** What the add-on has reported so far, oldest first. */
  public List<String> problems() {
    return List.copyOf(problems);
  }
}
