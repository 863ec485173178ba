package nz.co.medimage.observer.notify;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.ReceiverObserver;
import nz.co.medimage.api.spi.ReceiverObserverProvider;
import nz.co.medimage.api.spi.Setting;

/**
 * Makes the observer {@code log}, which writes what happens to photos into a text file for each
 * day, one line in plain English each, as people at a reception desk can read it.
 */
public final class LogObserverProvider implements ReceiverObserverProvider {

  /** For {@link java.util.ServiceLoader}. */
  public LogObserverProvider() {}

  /** {@code log}. */
  @Override
  public String id() {
    return "log";
  }

  @Override
  public String displayName() {
    return "A log in plain English";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        Setting.path("folder")
            .help("The folder of the files. Default: a folder in the receiver's home."),
        Setting.duration("keep")
            .defaultValue("90d")
            .help("How long files are kept, in whole days."),
        Setting.flag("patients")
            .defaultValue("false")
            .help("Whether lines may name patients, as tags and file names do."));
  }

  @Override
  public ReceiverObserver create(AddOnContext context) throws IOException {
    Duration keep = context.settings().duration("keep");
    if (keep.toDays() < 1) {
      throw new IllegalArgumentException("The setting keep must be at least a day, such as 90d.");
    }
    Path folder =
        context.settings().contains("folder")
            ? context.settings().path("folder")
            : context.stateFolder();
    return new LogObserver(context, new DailyFiles(folder, keep));
  }
}
