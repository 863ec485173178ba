package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.crypto.ReceiverPairing;
import nz.co.medimage.receiver.internal.state.DamagedStateException;
import nz.co.medimage.receiver.internal.state.EchoGuesses;
import nz.co.medimage.receiver.internal.state.EchoGuesses.Guess;
import nz.co.medimage.receiver.internal.state.JsonFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the echo from telling whoever has a phone who the patients of a practice are: after a few
 * ids that are not one patient's, or very many that are, the receipts of that device show no
 * patient for a while.
 *
 * <p>The while is counted in time in which the receiver runs, which no clock that is set decides,
 * neither that of this computer nor that of the device. It is kept in a file for each device, and
 * goes on after a restart; the pairings of a device that paired again are one device. What cannot
 * be kept is not shown.
 */
final class EchoLimit {
  /** So many ids that are not one patient's end the echo. */
  static final int MOST_UNKNOWN = 5;

  /** So many patients end it too: where ids are numbered, a guess is seldom wrong. */
  static final int MOST_PATIENTS = 60;

  /** For so long an id counts, and after the last one that counts the echo stays away. */
  static final Duration WINDOW = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(EchoLimit.class);
  private static final Duration BETWEEN_SAVES = Duration.ofMinutes(1);
  private static final String SUFFIX = ".json";

  private final JsonFile<EchoGuesses> files = new JsonFile<>(EchoGuesses.class);
  private final Path folder;
  private final Pairings pairings;
  private final LongSupplier nanoTime;
  private final SafeEvents events;
  private final Map<PairingId, Device> devices = new HashMap<>();
  private long savedAt;

  /** What is known of one device. */
  private static final class Device {
    private String name;
    private final List<Guess> guesses;
    private boolean isAway;
    private long agedAt;

    Device(EchoGuesses kept, long now) {
      name = kept.name();
      guesses = new ArrayList<>(kept.guesses());
      isAway = kept.isAway();
      agedAt = now;
    }

    void age(long now) {
      long millis = (now - agedAt) / 1_000_000;
      agedAt += millis * 1_000_000;
      guesses.replaceAll(each -> new Guess(each.hash(), each.isPatient(), each.age() + millis));
      guesses.removeIf(each -> each.age() >= WINDOW.toMillis());
    }

    long count(boolean isPatient) {
      return guesses.stream().filter(each -> each.isPatient() == isPatient).count();
    }
  }

  /** Reads nothing yet. */
  EchoLimit(ReceiverState state, LongSupplier nanoTime, SafeEvents events) {
    folder = state.echoes();
    pairings = state.pairings();
    this.nanoTime = nanoTime;
    this.events = events;
    savedAt = nanoTime.getAsLong();
  }

  /** Goes on where the last receiver of this home ended. */
  synchronized void start() {
    try {
      for (Path file : Folders.list(folder)) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(SUFFIX)) {
          device(PairingId.parse(name.substring(0, name.length() - SUFFIX.length())), "a device");
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("what devices had looked up is read again later: {}", e.getClass().getSimpleName());
    }
  }

  /** An id was looked up that is not one patient's. */
  synchronized void missed(StagedPhoto photo) {
    try {
      note(photo, false);
    } catch (IOException e) {
      LOG.warn("what a device had looked up cannot be kept: {}", e.getClass().getSimpleName());
    }
  }

  /** A patient was found: whether the receipt may show who. */
  synchronized boolean allows(StagedPhoto photo) {
    boolean isAllowed;
    try {
      isAllowed = note(photo, true);
    } catch (IOException e) {
      LOG.warn("what a device had looked up cannot be kept: {}", e.getClass().getSimpleName());
      isAllowed = false;
    }
    if (!isAllowed) {
      LOG.info("the receipt of {} shows no patient", photo.id().envelope());
    }
    return isAllowed;
  }

  private boolean note(StagedPhoto photo, boolean isPatient) throws IOException {
    PairingId pairing = photo.id().pairing();
    PairingId id = pairings.known(pairing).map(ReceiverPairing::device).orElse(pairing);
    Device device = device(id, photo.from());
    update(id, device);
    device.name = photo.from();
    String hash = hash(id, photo.manifest().tag().folders().get(0));
    boolean isNew =
        device.guesses.stream()
            .noneMatch(each -> each.hash().equals(hash) && each.isPatient() == isPatient);
    if (!isPatient || (isNew && !device.isAway)) {
      device.guesses.removeIf(each -> each.hash().equals(hash) && each.isPatient() == isPatient);
      device.guesses.add(new Guess(hash, isPatient, 0));
      boolean wasAway = device.isAway;
      limit(device);
      save(id, device);
      if (!wasAway && device.isAway) {
        tellAway(device, isPatient);
      }
    }
    return !device.isAway;
  }

  /** As many are kept as end the echo. */
  private static void limit(Device device) {
    if (device.count(false) >= MOST_UNKNOWN) {
      device.isAway = true;
      device.guesses.removeIf(Guess::isPatient);
      while (device.guesses.size() > MOST_UNKNOWN) {
        device.guesses.remove(0);
      }
    } else if (device.count(true) > MOST_PATIENTS) {
      device.isAway = true;
    }
  }

  private void tellAway(Device device, boolean isPatient) {
    String what =
        isPatient
            ? "photos of more than " + MOST_PATIENTS + " patients"
            : "photos with " + MOST_UNKNOWN + " ids that are not one patient's";
    events.problem(
        device.name
            + " sent "
            + what
            + " within an hour: until an hour after the last one, its receipts do not show whose a"
            + " photo is; photos are filed as before. If the device is lost, end its pairing");
  }

  /** Ages what is known of a device, and tells if its echo is back. */
  private void update(PairingId id, Device device) throws IOException {
    device.age(nanoTime.getAsLong());
    if (device.guesses.isEmpty() && device.isAway) {
      device.isAway = false;
      save(id, device);
      events.problem("Receipts to " + device.name + " show again whose a photo is");
    }
  }

  private Device device(PairingId id, String name) throws IOException {
    Device known = devices.get(id);
    if (known == null) {
      known = new Device(read(id, name), nanoTime.getAsLong());
      devices.put(id, known);
    }
    return known;
  }

  private EchoGuesses read(PairingId id, String name) throws IOException {
    try {
      Optional<EchoGuesses> kept = files.read(file(id));
      return kept.orElse(new EchoGuesses(name, false, List.of()));
    } catch (DamagedStateException e) {
      // Damage must not bring the echo back.
      events.problem(
          file(id)
              + " was damaged: for an hour, receipts to one device do not show whose a photo is");
      return new EchoGuesses(name, true, List.of(new Guess("", false, 0)));
    }
  }

  private void save(PairingId id, Device device) throws IOException {
    if (device.guesses.isEmpty() && !device.isAway) {
      Files.deleteIfExists(file(id));
    } else {
      files.write(file(id), new EchoGuesses(device.name, device.isAway, device.guesses));
    }
  }

  /** Time passes, whether photos come or not. */
  synchronized void watch() {
    boolean isDue = nanoTime.getAsLong() - savedAt >= BETWEEN_SAVES.toNanos();
    if (isDue) {
      save();
    }
  }

  /** Keeps how much of the time is over. */
  synchronized void save() {
    savedAt = nanoTime.getAsLong();
    try {
      for (Map.Entry<PairingId, Device> each : devices.entrySet()) {
        update(each.getKey(), each.getValue());
        save(each.getKey(), each.getValue());
      }
      devices.values().removeIf(device -> device.guesses.isEmpty() && !device.isAway);
    } catch (IOException e) {
      LOG.warn("what devices had looked up cannot be kept: {}", e.getClass().getSimpleName());
    }
  }

  private Path file(PairingId device) {
    return folder.resolve(device + SUFFIX);
  }

  private static String hash(PairingId device, String typed) {
    MessageDigest sha = Sha256.newDigest();
    sha.update(device.toBytes());
    sha.update(typed.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(sha.digest(), 0, 8);
  }
}
