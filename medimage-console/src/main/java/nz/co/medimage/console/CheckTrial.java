package nz.co.medimage.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.PatientCheckProvider;
import nz.co.medimage.api.spi.SelfTest.Finding;
import nz.co.medimage.api.spi.SelfTest.Verdict;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.receiver.addon.AddOn;
import nz.co.medimage.receiver.addon.AddOns;
import nz.co.medimage.receiver.config.AddOnEntry;
import nz.co.medimage.runtime.ForgottenSecrets;
import nz.co.medimage.runtime.HostedContext;
import nz.co.medimage.runtime.SelfTestRun;

/**
 * Tries a patient check with settings that are not saved yet: with one that cannot work, photos
 * would be filed unchecked. Its folder and its secrets are thrown away.
 */
final class CheckTrial {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private CheckTrial() {}

  /**
   * Has it test itself; blocks.
   *
   * @param entry with settings that have no fault in themselves
   * @return why it cannot work; empty if it can, or does not test itself
   * @throws IOException if the disk fails
   */
  static List<String> faults(AddOnEntry entry, AddOns addOns) throws IOException {
    AddOn addOn = addOns.get(entry.kind(), entry.addOn());
    Settings settings = entry.check(addOns, warning -> {});
    Path folder = Files.createTempDirectory("medimage-check-trial");
    try {
      AddOnContext context =
          new HostedContext(
              entry.kind().toString(),
              entry.id(),
              settings,
              folder,
              new ForgottenSecrets(),
              Clock.systemUTC(),
              "medimage settings",
              problem -> {});
      PatientCheckProvider provider = (PatientCheckProvider) addOn.provider();
      return new SelfTestRun(PATIENCE, cause -> String.valueOf(cause.getMessage()))
          .of(() -> provider.create(context), Optional.empty()).stream()
              .filter(each -> each.verdict() == Verdict.FAILED)
              .map(Finding::sentence)
              .toList();
    } finally {
      DurableFiles.deleteTree(folder);
    }
  }
}
