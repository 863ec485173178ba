package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import nz.co.medimage.api.OutcomeTexts;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.receiver.internal.state.JsonFile;
import nz.co.medimage.receiver.internal.state.QuarantineReason;

/**
 * What was rejected, and what is held until a person says whose it is: each sealed envelope, and
 * beside it the reason for a person to read. Nothing here is ever deleted except once it was filed.
 */
final class Quarantine {
  private final JsonFile<QuarantineReason> reasons = new JsonFile<>(QuarantineReason.class);
  private final Path folder;

  Quarantine(Path folder) {
    this.folder = folder;
  }

  /** Puts the reason of a rejection where the envelope will be. */
  void explain(PhotoId id, String from, Receipt.Rejected rejected) throws IOException {
    reasons.write(
        reasonFile(id),
        new QuarantineReason(
            from, rejected.at().toString(), rejected.code().name(), rejected.message()));
  }

  /** The same for a photo that is held. Its own sentence names the patient's id and is left out. */
  void explain(PhotoId id, String from, Receipt.Held held) throws IOException {
    String sentence = OutcomeTexts.of(held.code(), Locale.ENGLISH);
    reasons.write(
        reasonFile(id),
        new QuarantineReason(from, held.at().toString(), held.code().name(), sentence));
  }

  /** Its code, of a photo that is here or just coming. */
  Optional<String> reason(PhotoId id) throws IOException {
    return reasons.read(reasonFile(id)).map(QuarantineReason::reason);
  }

  /** Moves a sealed envelope here, whose content was forced before. */
  void take(HeldEnvelope envelope) throws IOException {
    DurableFiles.moveReplacing(
        envelope.file(), HeldEnvelope.in(folder, envelope.id(), envelope.size()).file());
  }

  /** The envelope of a photo, if it is here. */
  Optional<HeldEnvelope> find(PhotoId id) throws IOException {
    return list().stream().filter(envelope -> envelope.id().equals(id)).findFirst();
  }

  /** All envelopes that are here. */
  List<HeldEnvelope> list() throws IOException {
    return Inbox.list(folder);
  }

  /** Whether this envelope is here and not in the inbox. */
  boolean holds(HeldEnvelope envelope) {
    return folder.equals(envelope.file().getParent());
  }

  /** Removes an envelope that was delivered after all. */
  void release(HeldEnvelope envelope) throws IOException {
    // The envelope last: as long as it is here, a replay does again what a crash left of this.
    Files.deleteIfExists(reasonFile(envelope.id()));
    Files.deleteIfExists(envelope.file());
  }

  private Path reasonFile(PhotoId id) {
    return folder.resolve(id + ".json");
  }
}
