package nz.co.medimage.receiver.internal.state;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import nz.co.medimage.receiver.internal.state.LedgerFile.Place;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a photo that follow-up sinks have still to file.
 *
 * @param from the name of the device
 * @param manifest its JSON
 * @param file the name of its file beside this one
 * @param sinks that have to get it
 * @param companions the files beside it; null in what earlier versions wrote
 * @param references where the required sinks put it; null in what earlier versions wrote
 * @param patient the practice's own id of the patient, if it is known
 * @param released whether a person had it filed though it cannot be cleaned; null in what earlier
 *     versions wrote
 */
public record FollowUpEntry(
    String from,
    String manifest,
    String file,
    List<String> sinks,
    @Nullable List<Companion> companions,
    @Nullable List<Place> references,
    @Nullable String patient,
    @Nullable Boolean released) {

  /** A file that belongs beside the photo. */
  public record Companion(String label, String extension, String file) {
    /** Refuses what is missing, and a file that is a path. */
    public Companion {
      Objects.requireNonNull(label, "label");
      Objects.requireNonNull(extension, "extension");
      checkName(file);
    }

    /** Names the class alone. */
    @Override
    public String toString() {
      return "Companion";
    }
  }

  /** Refuses what is missing, and a file that is a path. */
  public FollowUpEntry {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(manifest, "manifest");
    checkName(file);
    sinks = List.copyOf(sinks);
    companions = companions == null ? null : List.copyOf(companions);
    references = references == null ? null : List.copyOf(references);
  }

  private static void checkName(String file) {
    if (!file.equals(String.valueOf(Path.of(file).getFileName()))) {
      throw new IllegalArgumentException("a file is a single name");
    }
  }

  /** Names the class alone: a manifest is about a patient. */
  @Override
  public String toString() {
    return "FollowUpEntry";
  }
}
