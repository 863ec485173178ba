package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.crypto.ReceiptCodec;
import nz.co.medimage.crypto.ReceiverPairing;
import nz.co.medimage.crypto.envelope.CurrentRoutes;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import nz.co.medimage.crypto.envelope.OpenedReceipt;
import nz.co.medimage.receiver.internal.state.Assignment;
import nz.co.medimage.receiver.internal.state.DamagedStateException;
import nz.co.medimage.receiver.internal.state.LedgerEntry;
import nz.co.medimage.receiver.internal.state.Settlement;
import nz.co.medimage.store.SqliteFile;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the decision on each envelope, so that a repeat, even years later, gets the same answer
 * and nothing is filed twice, and the latest time seen of each device. Forgets entries older than
 * {@link #AGE}, as envelopes of that age are not accepted.
 *
 * <p>One process writes it, from {@link #start} to {@link #close}; others read it meanwhile.
 */
final class Ledger {
  /** Five years and their leap days. */
  static final Duration AGE = Duration.ofDays(5 * 365 + 2);

  private static final int FORGOTTEN_AT_ONCE = 1_000;

  private final Path file;
  private final LedgerFolder earlier;
  private final Pairings pairings;
  private final Map<PairingId, Instant> seen = new ConcurrentHashMap<>();
  private volatile Supplier<Optional<CurrentRoutes>> routes = Optional::empty;
  private @Nullable SqliteFile store;

  /**
   * Reads nothing yet.
   *
   * @param file the file of the ledger
   * @param earlier the folder in which earlier versions kept it
   */
  Ledger(Path file, LedgerFolder earlier, Pairings pairings) {
    this.file = file;
    this.earlier = earlier;
    this.pairings = pairings;
  }

  /**
   * Opens the ledger for writing, and takes over what earlier versions wrote. Only for the holder
   * of the home's lock.
   *
   * @param isFresh whether nothing can have come in before
   * @param damaged is told a sentence on each file that cannot be taken over and stays
   * @throws IOException with one sentence for the user if it is damaged or missing
   */
  synchronized void start(boolean isFresh, Consumer<String> damaged) throws IOException {
    if (!isFresh && Files.notExists(file) && !earlier.exists()) {
      throw new IOException(
          file
              + " is missing: restore it from a backup, as photos that came before may be filed"
              + " twice without it; to start without it all the same, make an empty folder "
              + earlier.folder());
    }
    close();
    store = SqliteFile.open(file, LedgerTable.SCHEMA);
    earlier.moveInto(store, damaged);
    store.read(LedgerTable::seen).forEach((pairing, time) -> saw(device(pairing), time));
  }

  /** Sets the source of the routes to this receiver, which each receipt contains. */
  void routes(Supplier<Optional<CurrentRoutes>> now) {
    routes = now;
  }

  /** Closes the file. */
  synchronized void close() throws IOException {
    if (store != null) {
      store.close();
      store = null;
    }
  }

  /** Reads the file, if there is one; it is opened for that alone while this is not started. */
  private <T> Optional<T> read(SqliteFile.Work<T> work) throws IOException {
    SqliteFile started = started();
    if (started != null) {
      return Optional.of(started.read(work));
    }
    Optional<SqliteFile> opened = SqliteFile.openExisting(file, LedgerTable.SCHEMA);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    try (SqliteFile reading = opened.get()) {
      return Optional.of(reading.read(work));
    }
  }

  private synchronized @Nullable SqliteFile started() {
    return store;
  }

  private synchronized SqliteFile writing() throws IOException {
    if (store == null) {
      throw new IOException("the receiver has stopped");
    }
    return store;
  }

  /**
   * What was decided on an envelope, if it was.
   *
   * @throws IOException if its entry is damaged
   */
  Optional<LedgerEntry> find(PhotoId id) throws IOException {
    try {
      Optional<LedgerEntry> entry = read(sql -> LedgerTable.find(sql, id)).flatMap(found -> found);
      if (entry.isPresent()) {
        return entry;
      }
    } catch (IllegalArgumentException e) {
      throw new DamagedStateException(damaged(id));
    }
    earlier.requireUndamaged(id.envelope());
    return Optional.empty();
  }

  /** Those of some on which something was decided, even if its entry is damaged. */
  Set<PhotoId> decided(Collection<PhotoId> ids) throws IOException {
    return read(sql -> LedgerTable.held(sql, ids)).orElse(Set.of());
  }

  /** What was decided on an envelope of that id, of whichever pairing. */
  Optional<LedgerEntry> findAny(EnvelopeId id) throws IOException {
    Optional<PhotoId> photo = read(sql -> LedgerTable.photo(sql, id)).flatMap(found -> found);
    return photo.isPresent() ? find(photo.get()) : Optional.empty();
  }

  /**
   * Up to so many entries, the newest envelope first.
   *
   * @param before only envelopes that come before this one; the newest ones if empty
   * @param damaged is told a sentence on each entry that cannot be read and is left out
   */
  List<LedgerEntry> page(Optional<PhotoId> before, int limit, Consumer<String> damaged)
      throws IOException {
    tellOfEarlier(damaged);
    return read(sql -> LedgerTable.page(sql, before, limit, id -> damaged.accept(damaged(id))))
        .orElse(List.of());
  }

  /**
   * What was decided on all envelopes of an id, of whichever pairings.
   *
   * @param damaged is told a sentence on each entry that cannot be read and is left out
   */
  List<LedgerEntry> ofEnvelope(EnvelopeId id, Consumer<String> damaged) throws IOException {
    tellOfEarlier(damaged);
    return read(sql -> LedgerTable.ofEnvelope(sql, id, photo -> damaged.accept(damaged(photo))))
        .orElse(List.of());
  }

  private void tellOfEarlier(Consumer<String> told) {
    if (started() == null && earlier.exists()) {
      told.accept(
          earlier.folder() + " has entries that show once this version's receiver has started");
    }
  }

  private String damaged(PhotoId id) {
    return "the entry of "
        + id.envelope()
        + " in "
        + file
        + " is damaged; restore it from a backup";
  }

  /** A device that paired again has several pairings, and one clock. */
  PairingId device(PairingId pairing) {
    try {
      return pairings.known(pairing).map(ReceiverPairing::device).orElse(pairing);
    } catch (IOException unreadable) {
      return pairing;
    }
  }

  /** Decides: when this returns, the outcome survives a power cut. */
  void write(LedgerEntry entry) throws IOException {
    Optional<Instant> latest = Optional.ofNullable(seen.get(device(entry.pairing())));
    writing().write(sql -> LedgerTable.put(sql, entry, latest));
  }

  /** Decides the same way, and notes that a person filed the photo under another tag. */
  void write(LedgerEntry entry, Assignment assignment) throws IOException {
    Optional<Instant> latest = Optional.ofNullable(seen.get(device(entry.pairing())));
    writing()
        .write(
            sql -> {
              LedgerTable.assign(sql, entry.photo(), assignment);
              return LedgerTable.put(sql, entry, latest);
            });
  }

  /** Notes that a person filed a photo under another tag; the same again changes nothing. */
  void assign(PhotoId id, Assignment assignment) throws IOException {
    var unused =
        writing()
            .write(
                sql -> {
                  LedgerTable.assign(sql, id, assignment);
                  return true;
                });
  }

  /** Who filed photos under other tags, the first one first of each photo. */
  Map<PhotoId, List<Assignment>> assignments(Collection<PhotoId> ids) throws IOException {
    return read(sql -> LedgerTable.assignments(sql, ids)).orElse(Map.of());
  }

  /** Notes that a person said whether a sink has a photo; the same again changes nothing. */
  int settle(PhotoId id, Settlement settlement) throws IOException {
    return writing().write(sql -> LedgerTable.settle(sql, id, settlement));
  }

  /** What people said of a photo, the first first. */
  List<Settlement> settlements(PhotoId id) throws IOException {
    return read(sql -> LedgerTable.settlements(sql, id)).orElse(List.of());
  }

  /**
   * The sealed receipt for an entry that is answerable: each one that is asked for decides the
   * same, and a sender takes any of them. Of a photo that a person assigned, it does not say where
   * it was filed: its device is not told whose it is.
   *
   * @throws IOException if the key of the pairing is missing or damaged
   */
  byte[] receipt(LedgerEntry entry) throws IOException {
    return receipt(
        entry, new EnvelopePrefix(entry.envelope(), entry.pairing(), entry.envelopeSha256()));
  }

  /** The sealed receipt for an entry, which speaks for the envelope of this prefix. */
  byte[] receipt(LedgerEntry entry, EnvelopePrefix prefix) throws IOException {
    ReceiverPairing pairing =
        pairings
            .known(entry.pairing())
            .orElseThrow(
                () -> new IOException("the key of the device that sent the photo is missing"));
    Receipt receipt =
        assignments(List.of(entry.photo())).values().stream().allMatch(List::isEmpty)
            ? entry.receipt()
            : withoutPlaces(entry.receipt());
    return ReceiptCodec.seal(new OpenedReceipt(receipt, routes.get()), prefix, pairing);
  }

  private static Receipt withoutPlaces(Receipt receipt) {
    if (!(receipt instanceof Receipt.Delivered delivered)) {
      return receipt;
    }
    List<SinkReference> places =
        delivered.references().stream().map(each -> new SinkReference(each.sink(), "")).toList();
    return Receipt.delivered(delivered.id(), delivered.at(), places);
  }

  /** Takes note of the time in an envelope that was authentic; kept with the next entry. */
  void saw(PairingId device, Instant time) {
    seen.merge(device, time, (a, b) -> a.isAfter(b) ? a : b);
  }

  /** When each device sealed the latest envelope that was decided on; by its first pairing. */
  Map<PairingId, Instant> lastSeen() throws IOException {
    Map<PairingId, Instant> ofDevices = new HashMap<>(seen);
    read(LedgerTable::seen)
        .orElse(Map.of())
        .forEach(
            (pairing, time) ->
                ofDevices.merge(device(pairing), time, (a, b) -> a.isAfter(b) ? a : b));
    return ofDevices;
  }

  /**
   * The latest time that the authentic envelopes of two devices reached, so that no device decides
   * alone; if there is only one device, that of its envelopes. The clock of a device that is ahead
   * of {@code now} counts for nothing.
   */
  Optional<Instant> latestSeen(Instant now) {
    List<Instant> times =
        seen.values().stream()
            .filter(time -> !time.isAfter(now))
            .sorted(Comparator.reverseOrder())
            .limit(2)
            .toList();
    return times.isEmpty() ? Optional.empty() : Optional.of(times.get(times.size() - 1));
  }

  /** Forgets, some at a time, what is from before a time and was decided before it too. */
  void forget(Instant before) throws IOException {
    int forgotten = FORGOTTEN_AT_ONCE;
    while (forgotten == FORGOTTEN_AT_ONCE) {
      forgotten = writing().write(sql -> LedgerTable.forget(sql, before, FORGOTTEN_AT_ONCE));
    }
  }
}
