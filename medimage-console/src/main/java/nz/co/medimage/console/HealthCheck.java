package nz.co.medimage.console;

import java.util.Objects;

/**
 * One thing around a receiver that was looked at, such as the disk or a relay.
 *
 * @param name what was checked, in a word or two
 * @param isWell whether nothing has to be mended
 * @param sentence what was found, and what to do about a fault
 */
public record HealthCheck(String name, boolean isWell, String sentence) {
  /** Refuses null. */
  public HealthCheck {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(sentence, "sentence");
  }
}
