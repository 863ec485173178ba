package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.receiver.internal.state.DamagedStateException;
import nz.co.medimage.receiver.internal.state.JsonFile;
import nz.co.medimage.receiver.internal.state.Settlement;
import nz.co.medimage.receiver.internal.state.UnknownOutcome;
import nz.co.medimage.receiver.internal.state.UnknownOutcome.Decision;

/**
 * Of which sinks nobody knows whether they have a photo, and what people decided: a file for each,
 * named by photo and sink, from the moment at which the outcome became unknown until it is certain.
 * Any process may add a decision; all else is for the process that runs the home. Safe for use by
 * several threads.
 */
final class UnknownOutcomes {
  private static final String SUFFIX = ".json";

  private final JsonFile<UnknownOutcome> files = new JsonFile<>(UnknownOutcome.class);
  private final Path folder;

  UnknownOutcomes(Path folder) {
    this.folder = folder;
  }

  /** One photo at one sink. */
  record Place(PhotoId photo, String sink) {}

  /** A decision that no sink was told of yet. */
  record Decided(Place place, Decision decision) {}

  /**
   * What is known of a photo at a sink; empty if it is not in doubt.
   *
   * @throws IOException with one sentence, if that is damaged
   */
  Optional<UnknownOutcome> find(PhotoId id, String sink) throws IOException {
    return files.read(file(id, sink));
  }

  /** Keeps durably what is known of a photo at a sink. */
  void put(PhotoId id, String sink, UnknownOutcome outcome) throws IOException {
    files.write(file(id, sink), outcome);
  }

  /**
   * Records durably what a person found. Only where requests are locked.
   *
   * @throws IllegalStateException if nobody is in doubt
   */
  void decide(PhotoId id, String sink, Decision decision) throws IOException {
    UnknownOutcome known =
        find(id, sink)
            .filter(UnknownOutcome::isOpen)
            .orElseThrow(() -> new IllegalStateException("it was looked at under the lock"));
    put(id, sink, known.decided(decision));
  }

  static Settlement settlement(String sink, Decision decision) {
    return new Settlement(Instant.parse(decision.at()), decision.by(), sink, decision.filed());
  }

  /** What sinks are to be told; what is damaged is left out. */
  List<Decided> decided() throws IOException {
    List<Decided> decided = new ArrayList<>();
    for (Place place : list()) {
      readable(place)
          .filter(outcome -> outcome.reference() == null && outcome.decision() != null)
          .ifPresent(outcome -> decided.add(new Decided(place, outcome.decision())));
    }
    return decided;
  }

  /** All that is known, by photo and sink; what is damaged is left out. */
  Map<PhotoId, Map<String, UnknownOutcome>> all() throws IOException {
    Map<PhotoId, Map<String, UnknownOutcome>> all = new HashMap<>();
    for (Place place : list()) {
      readable(place)
          .ifPresent(
              outcome ->
                  all.computeIfAbsent(place.photo(), any -> new TreeMap<>())
                      .put(place.sink(), outcome));
    }
    return all;
  }

  private Optional<UnknownOutcome> readable(Place place) throws IOException {
    try {
      return find(place.photo(), place.sink());
    } catch (DamagedStateException e) {
      return Optional.empty(); // why its photo waits says so
    }
  }

  /** Of which photos something is known, and at which sinks. */
  List<Place> list() throws IOException {
    List<Place> places = new ArrayList<>();
    for (Path file : Folders.list(folder)) {
      String name = file.getFileName().toString();
      int sink = name.lastIndexOf('_') + 1;
      if (sink > 0 && name.endsWith(SUFFIX)) {
        try {
          PhotoId id = PhotoId.parse(name.substring(0, sink - 1));
          places.add(new Place(id, name.substring(sink, name.length() - SUFFIX.length())));
        } catch (IllegalArgumentException e) {
          // half written, or not ours
        }
      }
    }
    return places;
  }

  /** The outcome of a photo at a sink is certain. */
  void forget(PhotoId id, String sink) throws IOException {
    Files.deleteIfExists(file(id, sink));
  }

  private Path file(PhotoId id, String sink) {
    return folder.resolve(id + "_" + sink + SUFFIX);
  }
}
