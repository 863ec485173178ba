package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.crypto.envelope.BadManifestException;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.ReplayRequests.Assigned;
import nz.co.medimage.receiver.internal.state.Assignment;
import nz.co.medimage.receiver.internal.state.DamagedStateException;
import nz.co.medimage.receiver.internal.state.FollowUpEntry;
import nz.co.medimage.receiver.internal.state.FollowUpEntry.Reassigned;
import nz.co.medimage.receiver.internal.state.JsonFile;
import nz.co.medimage.receiver.internal.state.LedgerEntry;

/**
 * The photos that follow-up sinks have still to file, a folder for each: the photo as the filters
 * left it, what is known of it, and how far it is at each sink. A folder comes and goes in one
 * step, by renaming it from and to the staging folder.
 *
 * <p>A tag that a person gives a photo which sinks have rejected is kept in one step too, with the
 * names of these sinks: how far the photo is at each of them is a new file from then on, which is
 * not there yet. So a crash leaves the photo rejected by all of them, or waiting for all of them.
 */
final class FollowUpStore {
  private static final String ENTRY = "entry.json";

  private final JsonFile<FollowUpEntry> entries = new JsonFile<>(FollowUpEntry.class);
  private final JsonFile<FollowUp> states = new JsonFile<>(FollowUp.class);
  private final Path folder;
  private final Path staging;
  private final KnownStates known = new KnownStates();

  FollowUpStore(Path folder, Path staging) {
    this.folder = folder;
    this.staging = staging;
  }

  /**
   * Whether this process alone writes here, so that what was read once need not be read again until
   * it writes: a page that is open asks how far all photos are after each change.
   */
  void isAlone(boolean isAlone) {
    known.enable(isAlone);
  }

  /**
   * Keeps a staged photo durably. One that was kept before a crash is kept as it was, for those of
   * the sinks too that have been added since, unless it has become another patient's.
   *
   * @param isReleased whether a person had it filed though it cannot be cleaned
   */
  StagedPhoto keep(StagedPhoto photo, List<String> sinks, boolean isReleased) throws IOException {
    Path kept = folder(photo.id());
    if (Files.exists(kept)) {
      if (isOfSamePatient(photo, photo(photo.id()))) {
        keepFor(sinks, photo.id());
        DurableFiles.forceFolder(folder); // whoever kept it may not have come to this
        return photo;
      }
      remove(photo.id());
    }
    Path staged = staging.resolve(photo.id() + "-kept");
    FollowUpEntry entry = KeptPhoto.move(photo, sinks, isReleased, staged);
    entries.write(staged.resolve(ENTRY), entry);
    known.change(photo.id(), () -> move(staged, kept));
    DurableFiles.forceFolder(folder);
    return photo(photo.id());
  }

  private synchronized void keepFor(List<String> sinks, PhotoId id) throws IOException {
    FollowUpEntry before = entry(id).orElseThrow(() -> new IOException("the photo is gone"));
    if (!before.sinks().containsAll(sinks)) {
      known.change(id, () -> entries.write(folder(id).resolve(ENTRY), before.alsoFor(sinks)));
    }
  }

  private static boolean isOfSamePatient(StagedPhoto one, StagedPhoto other) {
    return one.manifest().tag().equals(other.manifest().tag())
        && one.patient().equals(other.patient());
  }

  /** Those of the photos here whose envelope has an id. */
  List<PhotoId> ids(EnvelopeId envelope) throws IOException {
    return ids().stream().filter(id -> id.envelope().equals(envelope)).toList();
  }

  /** The photos here. */
  List<PhotoId> ids() throws IOException {
    List<PhotoId> ids = new ArrayList<>();
    for (Path entry : Folders.list(folder)) {
      try {
        ids.add(PhotoId.parse(entry.getFileName().toString()));
      } catch (IllegalArgumentException e) {
        // not ours; left alone
      }
    }
    return ids;
  }

  /** Renames what earlier versions named by the envelope alone; what fails goes to {@code told}. */
  void takeOver(Ledger ledger, Consumer<String> told) throws IOException {
    for (Path earlier : Folders.list(folder)) {
      try {
        EnvelopeId envelope = EnvelopeId.parse(earlier.getFileName().toString());
        Optional<LedgerEntry> decided = ledger.findAny(envelope).filter(LedgerEntry::isDelivered);
        if (decided.isPresent()) {
          takeOver(earlier, decided.get());
        }
      } catch (IllegalArgumentException e) {
        // none of those
      } catch (IOException e) {
        told.accept(earlier + " is tried again at the next start: " + e.getMessage());
      }
    }
  }

  /** A crash may have left it for a photo that was then kept once more, under its new name. */
  private void takeOver(Path earlier, LedgerEntry decided) throws IOException {
    Path kept = folder(decided.photo());
    if (Files.exists(kept) || !decided.followUps().isEmpty()) {
      DurableFiles.deleteTree(earlier);
    } else {
      known.change(decided.photo(), () -> move(earlier, kept));
    }
  }

  /**
   * The photo, as it was delivered.
   *
   * @throws IOException if it is not here or its entry is damaged
   */
  StagedPhoto photo(PhotoId id) throws IOException {
    return photo(id, entry -> KeptPhoto.photo(id, entry, folder(id)));
  }

  /** The photo for a sink, under the tag that a person gave it last if the sink had rejected it. */
  StagedPhoto photo(PhotoId id, String sink) throws IOException {
    return photo(id, entry -> KeptPhoto.photo(id, entry, folder(id), sink));
  }

  /** The photo under another tag, of a patient who is not looked up yet. */
  StagedPhoto photo(PhotoId id, PatientTag tag) throws IOException {
    return photo(id, entry -> KeptPhoto.photo(id, entry, folder(id), tag));
  }

  @FunctionalInterface
  private interface Reading {
    StagedPhoto of(FollowUpEntry entry) throws BadManifestException;
  }

  private StagedPhoto photo(PhotoId id, Reading reading) throws IOException {
    FollowUpEntry entry = entry(id).orElseThrow(() -> new IOException("the photo is gone"));
    try {
      return reading.of(entry);
    } catch (BadManifestException | IllegalArgumentException e) {
      throw new DamagedStateException(folder(id).resolve(ENTRY) + " is damaged");
    }
  }

  /** Whether a person had it filed though it cannot be cleaned. */
  boolean isReleased(PhotoId id) throws IOException {
    return entry(id).map(FollowUpEntry::released).orElse(false);
  }

  /** How far a photo is at each of its sinks; empty if it is not here. */
  List<FollowUp> states(PhotoId id) throws IOException {
    return known.get(id, () -> readStates(id));
  }

  private List<FollowUp> readStates(PhotoId id) throws IOException {
    List<FollowUp> all = new ArrayList<>();
    Optional<FollowUpEntry> entry = entry(id);
    if (entry.isPresent()) {
      for (String sink : entry.get().sinks()) {
        all.add(
            states
                .read(stateFile(id, entry.get(), sink))
                .orElse(new FollowUp(sink, FollowUpState.WAITING, "")));
      }
    }
    return all;
  }

  /**
   * Which photos are of one patient for a sink, in their order: those of the same found patient, or
   * else of the same typed id. A photo without either is alone.
   */
  String patient(PhotoId id, String sink) throws IOException {
    StagedPhoto photo = photo(id, sink);
    List<String> typed = photo.manifest().tag().folders();
    if (photo.patient().isPresent()) {
      return "found " + photo.patient().get();
    }
    return typed.isEmpty() ? "none " + id : "typed " + typed.get(0);
  }

  /** How many photos wait, by the ids of the sinks that they wait for. */
  Map<String, Integer> waiting() throws IOException {
    Map<String, Integer> waiting = new TreeMap<>();
    for (PhotoId id : ids()) {
      for (FollowUp state : states(id)) {
        if (state.state() == FollowUpState.WAITING) {
          waiting.merge(state.sink(), 1, Integer::sum);
        }
      }
    }
    return waiting;
  }

  /** Keeps durably how far a photo is at one sink. */
  synchronized void put(PhotoId id, FollowUp state) throws IOException {
    known.change(id, () -> states.write(stateFile(id, state.sink()), state));
  }

  /** Has a photo tried again at a sink; not unless the sink has rejected it. */
  synchronized void putBack(PhotoId id, String sink) throws IOException {
    if (sinksThatRejected(id).contains(sink)) {
      put(id, new FollowUp(sink, FollowUpState.WAITING, ""));
    }
  }

  /** The sinks that have rejected a photo for good, as far as anybody knows. */
  List<String> sinksThatRejected(PhotoId id) throws IOException {
    return states(id).stream()
        .filter(at -> at.state() == FollowUpState.REJECTED)
        .map(FollowUp::sink)
        .toList();
  }

  /** The tags that people gave a photo after sinks had rejected it, oldest first. */
  List<Assignment> reassignments(PhotoId id) throws IOException {
    Optional<FollowUpEntry> entry = entry(id);
    if (entry.isEmpty() || entry.get().allReassigned().isEmpty()) {
      return List.of();
    }
    String from = photo(id).manifest().tag().toString();
    return entry.get().allReassigned().stream()
        .map(each -> new Assignment(Instant.parse(each.at()), each.by(), from, each.tag()))
        .toList();
  }

  /**
   * Has a photo filed under a tag that a person gave it, by the sinks that have rejected it: when
   * this returns, that survives a power cut. None of the others is concerned.
   *
   * @param patient the practice's own id of the patient, if it is known
   * @return false if no sink has rejected the photo
   */
  synchronized boolean reassign(PhotoId id, Assigned to, Optional<String> patient)
      throws IOException {
    List<String> sinks = sinksThatRejected(id);
    if (sinks.isEmpty()) {
      return false;
    }
    FollowUpEntry entry = entry(id).orElseThrow(() -> new IOException("the photo is gone"));
    String tag = to.tag().toString();
    FollowUpEntry reassigned =
        entry.with(new Reassigned(to.at().toString(), to.by(), tag, patient.orElse(null), sinks));
    known.change(id, () -> entries.write(folder(id).resolve(ENTRY), reassigned));
    return true;
  }

  /** Says why a photo waits for a sink; not if the sink has it, or has refused it. */
  synchronized void explain(PhotoId id, String sink, String why) throws IOException {
    FollowUp waiting = new FollowUp(sink, FollowUpState.WAITING, why);
    for (FollowUp state : states(id)) {
      boolean isNew = state.state() == FollowUpState.WAITING && !state.detail().equals(why);
      if (state.sink().equals(sink) && isNew) {
        known.change(id, () -> states.write(stateFile(id, sink), waiting));
      }
    }
  }

  /** The file that counts how often a photo makes a sink throw. */
  Path faults(PhotoId id, String sink) {
    return folder(id).resolve("faults-" + sink + ".json");
  }

  /** Removes a photo that every sink has. */
  void remove(PhotoId id) throws IOException {
    Path leaving = staging.resolve(id + "-done");
    DurableFiles.deleteTree(leaving);
    synchronized (this) { // nothing is written to what leaves
      known.change(id, () -> move(folder(id), leaving));
    }
    try {
      DurableFiles.deleteTree(leaving);
    } catch (IOException e) {
      // It is gone from here; staging is emptied at each start.
    }
  }

  private Optional<FollowUpEntry> entry(PhotoId id) throws IOException {
    return entries.read(folder(id).resolve(ENTRY));
  }

  private Path folder(PhotoId id) {
    return folder.resolve(id.toString());
  }

  private Path stateFile(PhotoId id, String sink) throws IOException {
    Optional<FollowUpEntry> entry = entry(id);
    return entry.isPresent()
        ? stateFile(id, entry.get(), sink)
        : folder(id).resolve("at-" + sink + ".json");
  }

  /** Another one for each tag that it was given; no id of a sink has an underscore. */
  private Path stateFile(PhotoId id, FollowUpEntry entry, String sink) {
    int given = entry.reassignedAt(sink).size();
    return folder(id).resolve("at-" + sink + (given == 0 ? "" : "_" + given) + ".json");
  }

  private static void move(Path from, Path to) throws AtomicMoveNotSupportedException, IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }
}
