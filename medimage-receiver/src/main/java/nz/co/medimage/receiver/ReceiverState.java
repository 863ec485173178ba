package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.crypto.ReceiverIdentity;
import nz.co.medimage.crypto.SecretStore;
import nz.co.medimage.runtime.Home;
import org.jspecify.annotations.Nullable;

/** The content of a receiver's home, for a process that runs it or only reads it. */
final class ReceiverState {
  private static final String IDENTITY = "identity";

  private final Home home;
  private final SecretStore secrets;
  private final Path inbox;
  private final Path staging;
  private final Pairings pairings;
  private final Ledger ledger;
  private final Quarantine quarantine;
  private final FollowUpStore followUps;
  private final ReplayRequests requests;
  private final FilingDecisions decisions;
  private final UnknownOutcomes unknown;
  private final Path faults;
  private final Path echoes;
  private final WaitingNotes waiting;

  /**
   * Opens a home.
   *
   * @throws IOException with one sentence for the user if it cannot be used
   */
  ReceiverState(Path folder, char @Nullable [] passphrase) throws IOException {
    home = Home.open(folder, Home.Kind.RECEIVER);
    Path keys = home.folder("keys");
    secrets =
        passphrase == null
            ? SecretStore.open(keys)
            : SecretStore.openWithPassphrase(keys, passphrase);
    inbox = home.folder("inbox");
    staging = home.folder("staging");
    pairings = new Pairings(secrets);
    ledger =
        new Ledger(
            home.folder().resolve("ledger.db"),
            new LedgerFolder(home.folder().resolve("ledger")),
            pairings);
    quarantine = new Quarantine(home.folder("quarantine"));
    followUps = new FollowUpStore(home.folder("followup"), staging);
    requests = new ReplayRequests(home.folder("requests"));
    decisions = new FilingDecisions(home.folder("decisions"), requests);
    unknown = new UnknownOutcomes(home.folder("unknown"));
    faults = home.folder("faults");
    echoes = home.folder("echoes");
    waiting = new WaitingNotes(home.folder("waiting"));
  }

  Home home() {
    return home;
  }

  SecretStore secrets() {
    return secrets;
  }

  Path inbox() {
    return inbox;
  }

  Path staging() {
    return staging;
  }

  Pairings pairings() {
    return pairings;
  }

  Ledger ledger() {
    return ledger;
  }

  Quarantine quarantine() {
    return quarantine;
  }

  FollowUpStore followUps() {
    return followUps;
  }

  /** Under which tag and for which patient sinks file photos that they may have. */
  FilingDecisions decisions() {
    return decisions;
  }

  /** Of which sinks nobody knows whether they have a photo. */
  UnknownOutcomes unknown() {
    return unknown;
  }

  /** The folder that counts how often photos made a step throw. */
  Path faults() {
    return faults;
  }

  /** The folder that keeps which ids devices had looked up. */
  Path echoes() {
    return echoes;
  }

  /** Why photos wait. */
  WaitingNotes waiting() {
    return waiting;
  }

  ReplayRequests requests() {
    return requests;
  }

  /**
   * Opens the ledger for writing. Only for the holder of the home's lock.
   *
   * @param damaged is told a sentence on each file of it that cannot be read
   * @throws IOException with one sentence for the user if it is damaged or missing
   */
  void startLedger(Consumer<String> damaged) throws IOException {
    // The identity is made after the first ledger: without one nothing can have come in.
    ledger.start(secrets.get(IDENTITY).isEmpty(), damaged);
  }

  /**
   * The receiver's key pair, made at the first call; removes keys that a crash left half written.
   * Only for the holder of the home's lock.
   */
  ReceiverIdentity identity() throws IOException {
    secrets.removeDebris();
    Optional<byte[]> stored = secrets.get(IDENTITY);
    if (stored.isPresent()) {
      return ReceiverIdentity.ofBytes(stored.get());
    }
    ReceiverIdentity fresh = ReceiverIdentity.generate();
    secrets.put(IDENTITY, fresh.toBytes());
    return fresh;
  }

  /** The receiver's key pair, if there is one. */
  Optional<ReceiverIdentity> existingIdentity() throws IOException {
    Optional<byte[]> stored = secrets.get(IDENTITY);
    return stored.isPresent()
        ? Optional.of(ReceiverIdentity.ofBytes(stored.get()))
        : Optional.empty();
  }

  /** Removes files that a crash left half written. Only for the holder of the home's lock. */
  void removeDebris() throws IOException {
    for (String name :
        List.of("quarantine", "requests", "decisions", "echoes", "unknown", "faults")) {
      DurableFiles.removeDebris(home.folder(name));
    }
    for (Path photo : Folders.list(home.folder("followup"))) {
      if (Files.isDirectory(photo, LinkOption.NOFOLLOW_LINKS)) {
        DurableFiles.removeDebris(photo);
      }
    }
  }
}
