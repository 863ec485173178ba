package nz.co.medimage.receiver.internal.state;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What is known of a photo that follow-up sinks have still to file.
 *
 * @param from the name of the device
 * @param manifest its JSON
 * @param file the name of its file beside this one
 * @param sinks that have to get it
 */
public record FollowUpEntry(String from, String manifest, String file, List<String> sinks) {

  /** Refuses what is missing, and a file that is a path. */
  public FollowUpEntry {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(manifest, "manifest");
    if (!file.equals(String.valueOf(Path.of(file).getFileName()))) {
      throw new IllegalArgumentException("a file is a single name");
    }
    sinks = List.copyOf(sinks);
  }

  /** Names the class alone: a manifest is about a patient. */
  @Override
  public String toString() {
    return "FollowUpEntry";
  }
}
