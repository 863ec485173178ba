package nz.co.medimage.receiver.internal.state;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
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
 * @param reassigned the tags that people gave it after sinks had rejected it, oldest first; null
 *     for none
 */
public record FollowUpEntry(
    String from,
    String manifest,
    String file,
    List<String> sinks,
    @Nullable List<Companion> companions,
    @Nullable List<Place> references,
    @Nullable String patient,
    @Nullable Boolean released,
    @Nullable List<Reassigned> reassigned) {

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

  /**
   * That a person gave the photo another tag, for sinks that had rejected it.
   *
   * @param at when that was asked for, as {@link Instant#toString} writes it, to the millisecond
   * @param by who asked for it
   * @param tag the tag
   * @param patient the practice's own id of the patient, if it is known
   * @param sinks the sinks that had rejected it
   */
  public record Reassigned(
      String at, String by, String tag, @Nullable String patient, List<String> sinks) {
    /** Refuses what is missing. */
    public Reassigned {
      Instant.parse(at);
      Objects.requireNonNull(by, "by");
      Objects.requireNonNull(tag, "tag");
      sinks = List.copyOf(sinks);
    }

    /** Names the class alone: a tag names a patient. */
    @Override
    public String toString() {
      return "Reassigned";
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
    reassigned = reassigned == null ? null : List.copyOf(reassigned);
  }

  /** The tags that people gave it after sinks had rejected it, oldest first. */
  public List<Reassigned> allReassigned() {
    return reassigned == null ? List.of() : reassigned;
  }

  /** The tags that people gave it after one sink had rejected it, oldest first. */
  public List<Reassigned> reassignedAt(String sink) {
    return allReassigned().stream().filter(each -> each.sinks().contains(sink)).toList();
  }

  /** The same, under another tag for some of the sinks. */
  public FollowUpEntry with(Reassigned to) {
    List<Reassigned> all = Stream.concat(allReassigned().stream(), Stream.of(to)).toList();
    return new FollowUpEntry(
        from, manifest, file, sinks, companions, references, patient, released, all);
  }

  /** The same, for further sinks too; those that have to get it anyway stay first. */
  public FollowUpEntry alsoFor(List<String> more) {
    List<String> all = Stream.concat(sinks.stream(), more.stream()).distinct().toList();
    return new FollowUpEntry(
        from, manifest, file, all, companions, references, patient, released, reassigned);
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
