package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.receiver.PatientLines.Line;
import nz.co.medimage.receiver.PatientLines.Waiting;
import nz.co.medimage.testkit.TestPhotos;

/** Whatever happens to the lines, each photo can be taken in its turn until it leaves. */
class PatientLinesProperties {
  private static final int PATIENTS = 2;
  private static final int PHOTOS = 4;

  private final PatientLines lines = new PatientLines();

  /** By patient, those that are here. */
  private final Map<String, TreeSet<PhotoId>> here = new TreeMap<>();

  private final Map<String, Waiting> taken = new HashMap<>();
  private final List<Paused> pauses = new ArrayList<>();

  private record Paused(Line line, int number) {}

  private static String patient(int photo) {
    return "patient " + photo % PATIENTS;
  }

  @Property(tries = 2_000)
  void eachPhotoIsTakenInItsTurnUntilItLeaves(
      @ForAll @Size(max = 60) List<@IntRange(max = 8 * PHOTOS - 1) Integer> events) {
    PatientLinesProperties model = new PatientLinesProperties();
    for (int event : events) {
      model.happen(event / PHOTOS, event % PHOTOS);
    }
    model.drain();
  }

  private void happen(int what, int photo) {
    PhotoId id = TestPhotos.photoId(photo + 1);
    String patient = patient(photo);
    switch (what) {
      case 0 -> add(id, patient);
      case 1 -> lines.hurry(id);
      case 2 -> lines.hurryNext();
      case 3 -> lines.allWell();
      case 4 -> takeOne();
      case 5 -> leave(patient);
      case 6 -> putBack(patient, photo < PATIENTS);
      default -> endPause(photo);
    }
  }

  private void add(PhotoId id, String patient) {
    TreeSet<PhotoId> line = here.computeIfAbsent(patient, any -> new TreeSet<>());
    Waiting running = taken.get(patient);
    if (running == null || !running.id().equals(id)) { // that one would come back when it leaves
      assertEquals(line.add(id), lines.add(id, patient));
    }
  }

  private void takeOne() {
    if (lines.isReady()) {
      Waiting photo = lines.take();
      String patient =
          here.keySet().stream()
              .filter(each -> here.get(each).contains(photo.id()))
              .findFirst()
              .orElseThrow();
      assertEquals(here.get(patient).first(), photo.id(), "the oldest first");
      assertFalse(taken.containsKey(patient), "one at a time");
      taken.put(patient, photo);
    }
  }

  private void leave(String patient) {
    Waiting photo = taken.remove(patient);
    if (photo != null) {
      here.get(patient).remove(photo.id());
      lines.leave(photo);
    }
  }

  private void putBack(String patient, boolean isPaused) {
    Waiting photo = taken.remove(patient);
    if (photo != null && isPaused) {
      pauses.add(new Paused(photo.line(), lines.putBackPaused(photo, Duration.ZERO)));
    } else if (photo != null) {
      lines.putBackFailed(photo);
    }
  }

  /** A pause may end long after its photo was hurried, and has left. */
  private void endPause(int any) {
    if (!pauses.isEmpty()) {
      Paused ended = pauses.remove(any % pauses.size());
      lines.endPause(ended.line(), ended.number());
    }
  }

  private void drain() {
    while (!pauses.isEmpty()) {
      endPause(0);
    }
    List.copyOf(taken.keySet()).forEach(this::leave);
    while (lines.isReady()) {
      takeOne();
      List.copyOf(taken.keySet()).forEach(this::leave);
    }
    assertTrue(here.values().stream().allMatch(TreeSet::isEmpty), "nobody waits for ever");
  }
}
