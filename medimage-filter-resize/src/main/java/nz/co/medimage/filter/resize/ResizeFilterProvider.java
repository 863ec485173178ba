package nz.co.medimage.filter.resize;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.FilterProvider;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Settings;

/**
 * Makes the filter {@code resize}, which adds a smaller copy beside a photo, or replaces the photo
 * by it.
 *
 * <p>The copy is an upright JPEG in sRGB without any metadata: it does not tell where, when or with
 * what it was taken. The time of capture stays in the manifest, by which sinks name and date the
 * file. The copy never has more pixels than the photo.
 *
 * <p>JPEG, PNG and BMP files, and GIF and TIFF files with one image, are made smaller. A photo of
 * another type, with several images, with more than 120 million pixels, or with damage passes
 * unchanged, and the receiver reports a problem where a person may want to know. In the mode {@code
 * replace}, a photo that is upright and small enough passes unchanged too, with its metadata.
 */
public final class ResizeFilterProvider implements FilterProvider {
  static final int MOST = 4096;

  /** Two photos of 12 million pixels at once, with copies of usual size. */
  private static final int MEMORY = 150;

  /** Well below the time limit of a filter, so that a wait does not count as stuck. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** More than the largest picture takes on a slow computer. */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  /**
   * For {@link java.util.ServiceLoader}.
   *
   * @throws UnsupportedOperationException with one sentence if this Java cannot decode pictures, as
   *     it lacks the module {@code java.desktop}
   */
  public ResizeFilterProvider() {
    if (ModuleLayer.boot().findModule("java.desktop").isEmpty()) {
      throw new UnsupportedOperationException(
          "It reads pictures, which needs a Java with the module java.desktop.");
    }
  }

  /** {@code resize}. */
  @Override
  public String id() {
    return "resize";
  }

  @Override
  public String displayName() {
    return "Smaller photos";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        Setting.integer("longest-side")
            .range(16, MOST)
            .defaultValue("2048")
            .help("The longest side of the copy in pixels; a smaller photo is not enlarged."),
        Setting.integer("quality")
            .range(1, 100)
            .defaultValue("85")
            .help("The quality of the JPEG, from 1 to 100."),
        Setting.size("max-size")
            .help("The most bytes that the copy may have; it gets fewer pixels until it fits."),
        Setting.text("mode")
            .oneOf("beside", "replace")
            .defaultValue("beside")
            .help("Whether the copy is filed beside the photo or replaces it."),
        Setting.text("label")
            .defaultValue("small")
            .help("The part of the copy's file name that tells it from the photo."));
  }

  @Override
  public PhotoFilter create(AddOnContext context) {
    Settings settings = context.settings();
    String label = settings.text("label");
    try {
      new CompanionFile(label, "jpg", Path.of("copy"));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The setting label must be 1 to 20 of a-z, 0-9 and -, not " + label + ".", e);
    }
    PictureMemory memory = new PictureMemory(MEMORY, PATIENCE, LONGEST);
    int quality = (int) settings.integer("quality");
    return new ResizeFilter(
        context.id(),
        settings.text("mode").equals("replace"),
        label,
        new FittingCopy(
            (int) settings.integer("longest-side"),
            settings.contains("max-size") ? settings.size("max-size") : Long.MAX_VALUE,
            side -> new SmallCopy(side, quality, memory)),
        new Notices(context));
  }
}
