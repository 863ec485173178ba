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
   * Lets the photo pass, as it is or rewritten.
   *
   * @return {@code photo}, or what {@link StagedPhoto#withManifest} or {@link
   *     StagedPhoto#withContent} make of it, with the same id; another id counts as a failure
   * @throws IOException if it did not work now but may later; the receiver tries again
   * @throws PhotoRefusedException if this photo must not be filed
   */
  StagedPhoto apply(StagedPhoto photo) throws IOException, PhotoRefusedException;
}
