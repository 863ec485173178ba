package nz.co.medimage.sender;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.crypto.SecretStore;
import nz.co.medimage.crypto.SenderPairing;
import nz.co.medimage.runtime.Home;
import nz.co.medimage.sender.DeliveryStatus.State;
import org.jspecify.annotations.Nullable;

/**
 * Reads a sender's home without running a sender, even while another process runs one there.
 * Changes nothing. Safe for use by several threads.
 */
public final class SenderHome {
  private final SecretStore keys;
  private final DiskOutbox outbox;

  private SenderHome(SecretStore keys, DiskOutbox outbox) {
    this.keys = keys;
    this.outbox = outbox;
  }

  /**
   * Opens a home whose keys have no passphrase.
   *
   * @throws IOException with one sentence if the folder is not a sender's home, or cannot be read
   */
  public static SenderHome open(Path home) throws IOException {
    Objects.requireNonNull(home, "home");
    return openWith(home, null);
  }

  /**
   * Opens a home whose keys may have a passphrase.
   *
   * @throws IOException with one sentence if the folder is not a sender's home, or cannot be read
   */
  public static SenderHome open(Path home, char[] passphrase) throws IOException {
    Objects.requireNonNull(home, "home");
    Objects.requireNonNull(passphrase, "passphrase");
    return openWith(home, passphrase);
  }

  private static SenderHome openWith(Path home, char @Nullable [] passphrase) throws IOException {
    if (!Home.kindOf(home).equals(Optional.of(Home.Kind.SENDER))) {
      throw new IOException(home + " is not the home of a sender");
    }
    SecretStore keys = Pairings.peek(home, passphrase);
    PrivateNotes notes = new PrivateNotes(new HomeSecret(keys, new SecureRandom()));
    return new SenderHome(keys, DiskOutbox.peek(home, notes));
  }

  /**
   * Returns the receivers that photos can be sent to, oldest pairing first.
   *
   * @throws IOException if the disk fails
   */
  public List<PairedReceiver> pairings() throws IOException {
    return read().list();
  }

  /**
   * Tries to connect over every route of every pairing, all at once, and sends no photo. Blocks for
   * at most {@code atMost}.
   *
   * @param transports the transports to use; the caller closes them
   * @param atMost how long to wait for routes that do not answer
   * @return one result for each route, oldest pairing first
   * @throws IOException if the disk fails
   */
  public List<RouteProbe> probe(List<Transport> transports, Duration atMost) throws IOException {
    Objects.requireNonNull(transports, "transports");
    Objects.requireNonNull(atMost, "atMost");
    return new RouteProber(transports).probe(read(), atMost);
  }

  private Pairings read() throws IOException {
    return Pairings.load(keys, problem -> {});
  }

  /**
   * Returns all photos that wait, and those that ended within the last 30 days, oldest first.
   *
   * @throws IOException if the disk fails
   */
  public List<OutboxEntry> outbox() throws IOException {
    return entries(read(), outbox.waiting(problem -> {}), Set.of());
  }

  /**
   * Does what {@link #outbox()} does, but also asks the receivers whether they can still open what
   * waits; sends no photo. A photo whose pairing the receiver has ended has the state {@link
   * State#UNPAIRED}. Blocks for at most {@code atMost}.
   *
   * @param transports the transports to use; the caller closes them
   * @param atMost how long to wait for receivers that do not answer; their photos keep the state
   *     {@link State#SEALED}
   * @throws IOException if the disk fails
   */
  public List<OutboxEntry> outbox(List<Transport> transports, Duration atMost) throws IOException {
    Objects.requireNonNull(transports, "transports");
    Objects.requireNonNull(atMost, "atMost");
    Pairings pairings = read();
    List<DiskOutbox.Entry> all = outbox.waiting(problem -> {});
    List<SenderPairing> needed = new ArrayList<>();
    all.stream()
        .map(DiskOutbox.Entry::pairing)
        .distinct()
        .forEach(id -> pairings.find(id).ifPresent(needed::add));
    return entries(pairings, all, new RouteProber(transports).ended(needed, atMost));
  }

  private List<OutboxEntry> entries(
      Pairings pairings, List<DiskOutbox.Entry> all, Set<PairingId> over) throws IOException {
    Map<EnvelopeId, OutboxEntry> entries = new TreeMap<>();
    for (DiskOutbox.Entry waiting : all) {
      String to =
          pairings
              .find(waiting.pairing())
              .map(SenderPairing::receiverName)
              .orElse(DiskOutbox.UNKNOWN_RECEIVER);
      long size = waiting.envelope().size();
      EnvelopeId id = waiting.envelope().id();
      DeliveryStatus status =
          over.contains(waiting.pairing())
              ? new DeliveryStatus(State.UNPAIRED, 0, size, ofEndedPairing(id), null)
              : DeliveryStatus.of(State.SEALED, 0, size);
      entries.put(id, new OutboxEntry(id, to, size, status));
    }
    for (EndedRecord ended : outbox.ended(Housekeeping.limit(Clock.systemUTC()))) {
      // It may have ended since it was found waiting.
      DeliveryStatus status = ended.toDelivery(outbox.notes()).status();
      entries.put(ended.id(), new OutboxEntry(ended.id(), ended.to(), ended.size(), status));
    }
    return List.copyOf(entries.values());
  }

  private String ofEndedPairing(EnvelopeId id) {
    return outbox.sent().contains(id)
        ? UndeliveredException.MAY_HAVE_ARRIVED
        : "The photo is sealed for a pairing that has ended, so it cannot be delivered.";
  }

  /**
   * Returns what is damaged in this home, one sentence each.
   *
   * @throws IOException if the disk fails
   */
  public List<String> problems() throws IOException {
    List<String> problems = new ArrayList<>();
    Pairings.load(keys, problems::add);
    outbox.waiting(problems::add);
    return problems;
  }
}
