package nz.co.medimage.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.PairedDevice;
import nz.co.medimage.receiver.PairingOffer;
import nz.co.medimage.receiver.ReceiverEvents;
import nz.co.medimage.receiver.filter.Uncleanable;
import nz.co.medimage.sink.folders.FolderException;
import org.jspecify.annotations.Nullable;

/** Prints what happens at a receiver, a line each. */
final class PrintedEvents implements ReceiverEvents {
  private final Output output;
  private final @Nullable Map<String, Path> mainFolders;

  /** What was said of each step that cannot be used now; not to be said again of each photo. */
  private final Map<String, String> unavailable = new ConcurrentHashMap<>();

  private final CompletableFuture<Void> stop = new CompletableFuture<>();

  private PrintedEvents(Output output, @Nullable Map<String, Path> mainFolders) {
    this.output = output;
    this.mainFolders = mainFolders;
  }

  /**
   * Says where photos are filed; their paths name patients.
   *
   * @param mainFolders of the folder sinks, by the ids of these
   */
  static PrintedEvents withPaths(Output output, Map<String, Path> mainFolders) {
    return new PrintedEvents(output, mainFolders);
  }

  /** Says that photos are filed, and which; nothing of it names a patient. */
  static PrintedEvents withIds(Output output) {
    return new PrintedEvents(output, null);
  }

  @Override
  public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
    if (mainFolders == null) {
      print(photo, null);
      return;
    }
    for (SinkReference filed : receipt.references()) {
      @Nullable Path folder = mainFolders.get(filed.sink());
      print(
          photo,
          folder == null
              ? filed.sink() + " " + filed.reference()
              : folder.resolve(filed.reference()).toString());
    }
  }

  private void print(StagedPhoto photo, @Nullable String path) {
    output.line(
        "Delivered " + (path == null ? photo.id().envelope() : path),
        "delivered",
        "path",
        path,
        "id",
        photo.id().envelope(),
        "from",
        photo.from(),
        "bytes",
        photo.manifest().length());
  }

  @Override
  public void rejected(PhotoId id, String from, Receipt.Rejected receipt) {
    output.line(
        "Rejected a photo from "
            + from
            + ": "
            + (namesPatients() ? receipt.message() : receipt.code() + " " + receipt.id()),
        "rejected",
        "id",
        receipt.id(),
        "from",
        from,
        "reason",
        receipt.code(),
        "message",
        namesPatients() ? receipt.message() : null);
  }

  @Override
  public void held(PhotoId id, String from, Receipt.Held receipt) {
    output.line(
        "Holds a photo from "
            + from
            + ": "
            + (namesPatients() ? receipt.message() : receipt.code().name())
            + " 'deliveries --assign "
            + receipt.id()
            + " TAG' files it",
        "held",
        "id",
        receipt.id(),
        "from",
        from,
        "reason",
        receipt.code(),
        "message",
        namesPatients() ? receipt.message() : null);
  }

  @Override
  public void followUpRejected(PhotoId id, String sink, String why) {
    output.line(
        sink
            + " rejected a photo: "
            + (namesPatients() ? why : "'deliveries' says why.")
            + " If its id is wrong, 'deliveries --assign "
            + id.envelope()
            + " TAG' files it there",
        "follow-up-rejected",
        "id",
        id.envelope(),
        "sink",
        sink,
        "reason",
        namesPatients() ? why : null);
  }

  @Override
  public void notCleaned(PhotoId id, String type, String why, Uncleanable then) {
    output.line(
        "Not cleaned, "
            + (then == Uncleanable.HOLD ? "held in quarantine: " : "filed as it is: ")
            + id.envelope()
            + " ("
            + type
            + "). "
            + why,
        "not-cleaned",
        "id",
        id.envelope(),
        "type",
        type,
        "then",
        then.name().toLowerCase(Locale.ROOT),
        "reason",
        why);
  }

  @Override
  public void retrying(PhotoId id, String step, String why, Duration pause, Throwable cause) {
    boolean isPrinted = namesPatients() || cause instanceof FolderException;
    String reason = why + folder(step, cause);
    boolean isKnown = why.equals(unavailable.get(step));
    output.line(
        isKnown
            ? "Photos wait for " + step + ", next try in " + words(pause)
            : "A photo waits, next try in "
                + words(pause)
                + ": "
                + (isPrinted
                    ? reason
                    : step + " is away or failed at " + id.envelope() + "; 'deliveries' says why"),
        "retrying",
        "id",
        id.envelope(),
        "sink",
        step,
        "reason",
        isPrinted ? reason : null,
        "seconds",
        seconds(pause));
  }

  @Override
  public void unavailable(String step, String why) {
    unavailable.put(step, why);
    output.line(
        step
            + " cannot be used now, and what waits for it is tried again: "
            + (namesPatients() ? why : "receive --show-paths prints why"),
        "unavailable",
        "step",
        step,
        "reason",
        namesPatients() ? why : null);
  }

  @Override
  public void available(String step) {
    unavailable.remove(step);
    output.line(step + " works again", "available", "step", step);
  }

  @Override
  public void outcomeUnknown(PhotoId id, String sink, String why) {
    output.line(
        "Nobody knows whether "
            + sink
            + " has "
            + id.envelope()
            + ": "
            + why
            + " 'deliveries --settle "
            + id.envelope()
            + " filed' or 'missing' says so",
        "outcome-unknown",
        "id",
        id.envelope(),
        "sink",
        sink,
        "reason",
        why);
  }

  /** Rounded up: in 0 s it would have been tried already. */
  private static long seconds(Duration pause) {
    return Math.max(1, pause.plusMillis(999).toSeconds());
  }

  private static String words(Duration time) {
    if (time.compareTo(Duration.ofMinutes(2)) < 0) {
      return seconds(time) + " s";
    }
    return time.compareTo(Duration.ofHours(2)) < 0
        ? time.toMinutes() + " minutes"
        : time.toHours() + " hours";
  }

  /** Which patient's folder it is that takes no photos, if it is one. */
  private String folder(String sink, Throwable cause) {
    Optional<String> folder =
        cause instanceof FolderException closed ? closed.patientFolder() : Optional.empty();
    @Nullable Path main = mainFolders == null ? null : mainFolders.get(sink);
    return folder
        .map(
            name ->
                main == null ? " ('medimage doctor' says which)" : " (" + main.resolve(name) + ")")
        .orElse("");
  }

  /** Sentences of add-ons, and paths, can name a patient. */
  private boolean namesPatients() {
    return mainFolders != null;
  }

  @Override
  public void busy(PhotoId id, String step, Duration lasted) {
    output.line(
        step + " has been busy with a photo for " + words(lasted),
        "busy",
        "id",
        id.envelope(),
        "step",
        step,
        "seconds",
        lasted.toSeconds());
  }

  @Override
  public void paired(PairedDevice device) {
    output.line("Paired with " + device.name(), "paired", "name", device.name());
  }

  @Override
  public void offerBurnt(PairingOffer offer) {
    output.line(
        "The pairing code was guessed wrong too often and is void; start with --pair again",
        "offer-burnt");
  }

  @Override
  public void problem(String sentence) {
    output.warning(sentence);
  }

  @Override
  public void stopped(String sentence) {
    output.error(sentence, "reason", sentence);
    stop.complete(null);
  }

  /** Completes once the receiver stops by itself and has said why. */
  CompletableFuture<Void> stop() {
    return stop;
  }
}
