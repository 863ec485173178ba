package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.PatientCheckProvider;
import nz.co.medimage.api.spi.SelfTest.Finding;
import nz.co.medimage.api.spi.SelfTest.Verdict;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.api.spi.SinkProvider;
import nz.co.medimage.receiver.addon.AddOn;
import nz.co.medimage.receiver.addon.AddOnKind;
import nz.co.medimage.runtime.ForgottenSecrets;
import nz.co.medimage.runtime.HostedContext;
import nz.co.medimage.runtime.SelfTestRun;

/**
 * Makes add-ons as a receiver would, but with a folder and secrets that are thrown away, and has
 * them test themselves. It locks and changes nothing of a home.
 */
final class SelfTests implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String HOST = "medimage practice test";

  private final SelfTestRun run = new SelfTestRun(PATIENCE, Errors::sentence);
  private final Path folder;
  private final Optional<String> patient;
  private final List<Finding> warnings = new ArrayList<>();

  /**
   * Begins.
   *
   * @param patient whom to look up
   */
  SelfTests(Optional<String> patient) throws IOException {
    this.patient = patient;
    folder = Files.createTempDirectory("medimage-practice-test");
  }

  /** A private folder that is deleted at the end. */
  Path folder() {
    return folder;
  }

  /** Adds a sentence to the findings of the add-on that is made next, or was made just now. */
  synchronized void warn(String sentence) {
    warnings.add(new Finding(Verdict.WARNING, sentence));
  }

  private synchronized List<Finding> takeWarnings() {
    List<Finding> taken = List.copyOf(warnings);
    warnings.clear();
    return taken;
  }

  /**
   * Makes an add-on, has it test itself, and closes it.
   *
   * @return what it found; empty if it does not test itself
   */
  List<Finding> run(AddOn addOn, String id, Settings settings) throws IOException {
    AddOnContext context =
        new HostedContext(
            addOn.kind().toString(),
            id,
            settings,
            folder,
            new ForgottenSecrets(),
            Clock.systemUTC(),
            HOST,
            this::warn);
    List<Finding> findings = new ArrayList<>(run.of(() -> made(addOn, context), patient));
    findings.addAll(takeWarnings());
    return findings;
  }

  private static AutoCloseable made(AddOn addOn, AddOnContext context) throws IOException {
    return addOn.kind() == AddOnKind.SINK
        ? ((SinkProvider) addOn.provider()).create(context)
        : ((PatientCheckProvider) addOn.provider()).create(context);
  }

  /** Deletes the folder. */
  @Override
  public void close() throws IOException {
    DurableFiles.deleteTree(folder);
  }
}
