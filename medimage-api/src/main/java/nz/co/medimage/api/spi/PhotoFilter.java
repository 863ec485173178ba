package nz.co.medimage.api.spi;

import java.io.IOException;

/**
 * Looks at a photo before the sinks get it, and may refuse or rewrite it. Filters run in order,
 * each on what the one before it returned. After a crash they run again from the start.
 *
 * <p>A filter is called from several threads at once.
 */
@FunctionalInterface
public interface PhotoFilter {

  /**
   * Names this filter in events, logs and the reason for a refusal. Default: the name of its class.
   */
  default String id() {
    String name = getClass().getName();
    int lambda = name.indexOf("$$Lambda");
    return lambda < 0 ? name : name.substring(0, lambda);
  }

  /**
   * Lets the photo pass, as it is or rewritten.
   *
   * @return {@code photo}, or what {@link StagedPhoto#withManifest} or {@link
   *     StagedPhoto#withContent} make of it, with the same id and a file in the same folder;
   *     anything else counts as a failure. A photo that was rewritten is checked again: its size,
   *     its type, and that length and SHA-256 are those of the file
   * @throws IOException if it did not work now but may later; the receiver tries again for as long
   *     as it takes. What else it throws counts as a fault: if it keeps to this photo, the photo
   *     goes to quarantine
   * @throws PhotoRejectedException if this photo must not be filed
   */
  StagedPhoto apply(StagedPhoto photo) throws IOException, PhotoRejectedException;
}
