package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.Set;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRefusedException;
import nz.co.medimage.api.spi.StagedPhoto;

/**
 * Lets pass only files whose content is of an allowed type, whatever their name says. Media type
 * and extension are corrected to what the content is. Safe for use by several threads.
 */
public final class TypeFilter implements PhotoFilter {

  /** What a receiver takes unless told otherwise, as extensions. */
  public static final Set<String> DEFAULT_TYPES =
      Set.of("jpg", "pdf", "mp4", "m4v", "mp3", "m4a", "csv", "json", "heic", "heif");

  /** Allows {@link #DEFAULT_TYPES}. */
  public TypeFilter() {
    this(DEFAULT_TYPES);
  }

  /**
   * Allows some types.
   *
   * @param extensions some of {@link #DEFAULT_TYPES} and {@code png}, {@code gif}, {@code tif},
   *     {@code webp}, {@code dcm}, {@code mov}
   * @throws IllegalArgumentException if the content of one cannot be recognised
   */
  public TypeFilter(Set<String> extensions) {}

  @Override
  public StagedPhoto apply(StagedPhoto photo) throws IOException, PhotoRefusedException {
    return photo;
  }
}
