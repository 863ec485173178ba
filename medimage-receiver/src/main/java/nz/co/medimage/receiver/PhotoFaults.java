package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.receiver.internal.state.DamagedStateException;
import nz.co.medimage.receiver.internal.state.FaultCount;
import nz.co.medimage.receiver.internal.state.JsonFile;

/**
 * Tells a photo at which a step throws from a step that throws at whatever it gets, as the driver
 * of a database that is down may do.
 *
 * <p>It is the photo if the step dealt with other photos between its failures at this one, {@value
 * #STRIKES} times; or if it failed at this one {@value #FAILURES} times in a row and at no other.
 * If a step fails at several photos and deals with none, they wait like those of a step that is
 * away: nothing tells them apart. So that photos that come one by one meanwhile are not taken for
 * such a pair each, one is given up alone, and then none until the step has dealt with another.
 *
 * <p>Counts are kept beside the photos and continue after a restart. Safe for use by several
 * threads.
 */
final class PhotoFaults {
  static final int STRIKES = 3;
  static final int FAILURES = 10;

  private final JsonFile<FaultCount> counts = new JsonFile<>(FaultCount.class);
  private final Map<String, Step> steps = new HashMap<>();

  /** What is known of a step since this process began. */
  private static final class Step {
    private final Set<PhotoId> failing = new HashSet<>();
    private final Set<PhotoId> outlived = new HashSet<>();
    private boolean gaveOneUp;
  }

  /** A step dealt with a photo, by taking or by refusing it. */
  synchronized void passed(String step, PhotoId id) {
    Step known = steps.get(step);
    if (known != null) {
      known.gaveOneUp = false;
      known.failing.remove(id);
      known.outlived.addAll(known.failing);
    }
  }

  /** A photo no longer waits for any step. */
  synchronized void ended(PhotoId id) {
    steps.values().forEach(step -> step.failing.remove(id));
    steps.values().forEach(step -> step.outlived.remove(id));
  }

  /**
   * Counts a failure durably.
   *
   * @param file holds the count of this photo
   * @return whether the photo is to blame, and is to be given up
   * @throws IOException if the count cannot be kept; the photo is not given up then
   */
  synchronized boolean isToBlame(PhotoId id, String step, Path file) throws IOException {
    Step known = steps.computeIfAbsent(step, name -> new Step());
    known.failing.add(id);
    boolean strike = known.outlived.remove(id);
    boolean alone = known.failing.size() == 1;
    Optional<FaultCount> before = read(file).filter(count -> count.step().equals(step));
    FaultCount count =
        new FaultCount(
            step,
            // Those at which others failed too say nothing of this one, also once they pass.
            alone ? before.map(FaultCount::failures).orElse(0) + 1 : 0,
            before.map(FaultCount::strikes).orElse(0) + (strike ? 1 : 0));
    counts.write(file, count);
    if (count.strikes() >= STRIKES) {
      return true;
    }
    if (alone && !known.gaveOneUp && count.failures() >= FAILURES) {
      known.gaveOneUp = true;
      return true;
    }
    return false;
  }

  /** A count that is damaged begins anew. */
  private Optional<FaultCount> read(Path file) throws IOException {
    try {
      return counts.read(file);
    } catch (DamagedStateException e) {
      Files.deleteIfExists(file);
      return Optional.empty();
    }
  }
}
