package nz.co.medimage.api;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where the capture time comes from, and so how far it can be relied on. The set is open: later
 * versions and other senders may add sources, and a name that this version does not know is kept.
 * Immutable.
 *
 * @param name 1 to 40 of a-z, 0-9 and {@code -}, starting with a letter
 */
public record CapturedFrom(String name) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  /** The photo's own Exif data, as its camera wrote it. */
  public static final CapturedFrom EXIF = new CapturedFrom("exif");

  /** The header of the video, as its camera wrote it. */
  public static final CapturedFrom VIDEO = new CapturedFrom("video");

  /** When the file was last modified: a copy or an edit may have changed that. */
  public static final CapturedFrom FILE = new CapturedFrom("file");

  /** The app that sent the photo. */
  public static final CapturedFrom APP = new CapturedFrom("app");

  /** The clock of the sending device when the photo was handed over: no better source was known. */
  public static final CapturedFrom CLOCK = new CapturedFrom("clock");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public CapturedFrom {
    Objects.requireNonNull(name, "name");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "capturedFrom is not one to 40 of a-z, 0-9 and - that begin with a letter");
    }
  }
}
