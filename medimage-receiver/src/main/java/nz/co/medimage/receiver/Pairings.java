package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.TokenHash;
import nz.co.medimage.crypto.ReceiverPairing;
import nz.co.medimage.crypto.SecretStore;
import nz.co.medimage.receiver.internal.state.DamagedStateException;

/**
 * The paired devices. Each call looks at the files, because another process may revoke one at any
 * time; only the reading of unchanged ones is saved. The key of a revoked one is kept to open what
 * had been accepted from it before. A device that paired again has several pairings, all of which
 * stand; it is listed once.
 */
final class Pairings {
  private static final String STANDING = "pairing-";
  private static final String REVOKED = "revoked-";

  /** As many as a relay admits to a mailbox, {@code spec/relay-v1.md}, section 4. */
  private static final int MOST = 10_000;

  /** The newest, by which a device is listed, comes last. */
  private static final Comparator<ReceiverPairing> BY_AGE =
      Comparator.comparing(ReceiverPairing::pairedAt).thenComparing(p -> p.id().value());

  private final SecretStore store;
  private final int most;
  private final Map<String, Parsed> parsed = new ConcurrentHashMap<>();

  Pairings(SecretStore store) {
    this(store, MOST);
  }

  Pairings(SecretStore store, int most) {
    this.store = store;
    this.most = most;
  }

  /** A pairing that stands now. */
  Optional<ReceiverPairing> standing(PairingId id) throws IOException {
    return isRevoked(id.toString()) ? Optional.empty() : read(STANDING + id);
  }

  /** A revocation always counts, as another process may write at the same time. */
  private boolean isRevoked(String id) throws IOException {
    return store.version(REVOKED + id).isPresent();
  }

  /** A pairing that stands or was revoked. */
  Optional<ReceiverPairing> known(PairingId id) throws IOException {
    Optional<ReceiverPairing> standing = standing(id);
    return standing.isPresent() ? standing : read(REVOKED + id);
  }

  /**
   * Keeps a new pairing durably, as one of the device that {@code previous} are of, or else under a
   * name that no other device has. Those of {@code previous} that are not known here, because this
   * home is older than they are, are taken over; one that was revoked stays revoked.
   *
   * @param previous of which the device has shown the keys
   * @throws PairingRefusedException if there are too many already
   */
  synchronized PairedDevice add(ReceiverPairing pairing, List<ReceiverPairing> previous)
      throws IOException {
    List<ReceiverPairing> standing = standing(damaged -> {});
    if (standing(pairing.id()).isEmpty()) {
      List<ReceiverPairing> unknown = new ArrayList<>();
      Set<PairingId> same = new HashSet<>();
      for (ReceiverPairing before : previous) {
        if (known(before.id()).isEmpty()) {
          unknown.add(before);
        } else if (standing(before.id()).filter(before::isSamePairing).isPresent()) {
          same.add(standing(before.id()).orElseThrow().device());
        }
      }
      if (standing.size() + unknown.size() >= most) {
        throw tooMany();
      }
      List<ReceiverPairing> ofDevice =
          standing.stream().filter(p -> same.contains(p.device())).sorted(BY_AGE).toList();
      join(pairing, unknown, ofDevice, standing);
    }
    return device(standing(pairing.id()).orElseThrow());
  }

  /** The new one is stored last: if this ends before, the device pairs once more. */
  private void join(
      ReceiverPairing pairing,
      List<ReceiverPairing> unknown,
      List<ReceiverPairing> ofDevice,
      List<ReceiverPairing> standing)
      throws IOException {
    PairingId device = pairing.id();
    String name = free(pairing.deviceName(), standing);
    if (!ofDevice.isEmpty()) {
      ReceiverPairing last = ofDevice.get(ofDevice.size() - 1);
      device = last.device();
      name = last.deviceName();
    }
    List<ReceiverPairing> all = new ArrayList<>(ofDevice);
    all.addAll(unknown);
    all.add(pairing);
    for (ReceiverPairing each : all) {
      store.put(STANDING + each.id(), each.withDeviceName(name).withDevice(device).toBytes());
    }
  }

  private static String free(String wish, List<ReceiverPairing> standing) {
    Set<String> taken =
        standing.stream().map(ReceiverPairing::deviceName).collect(Collectors.toSet());
    String name = wish;
    for (int i = 2; taken.contains(name); i++) {
      name = wish + " " + i;
    }
    return name;
  }

  private PairingRefusedException tooMany() {
    return new PairingRefusedException(
        PairingRefusedException.Reason.NO_OFFER,
        "This receiver has "
            + most
            + " paired devices, as many as it may have: revoke those that are no longer used"
            + " there, then pair again.");
  }

  /** All devices, the oldest first; the sentence on a damaged one goes to {@code damaged}. */
  List<PairedDevice> all(Consumer<String> damaged) throws IOException {
    Map<PairingId, ReceiverPairing> newest = new LinkedHashMap<>();
    for (ReceiverPairing pairing : standing(damaged)) {
      newest.put(pairing.device(), pairing);
    }
    return newest.values().stream()
        .map(Pairings::device)
        .sorted(Comparator.comparing(PairedDevice::pairedAt).thenComparing(PairedDevice::name))
        .collect(Collectors.toList());
  }

  /** The device name of each pairing that stands. */
  Map<PairingId, String> names(Consumer<String> damaged) throws IOException {
    return standing(damaged).stream()
        .collect(Collectors.toMap(ReceiverPairing::id, ReceiverPairing::deviceName));
  }

  /** All that stand, the oldest first. */
  private List<ReceiverPairing> standing(Consumer<String> damaged) throws IOException {
    List<ReceiverPairing> standing = new ArrayList<>();
    for (String name : standingNames()) {
      try {
        read(name).ifPresent(standing::add);
      } catch (IOException e) {
        damaged.accept(e.getMessage());
      }
    }
    standing.sort(BY_AGE);
    return standing;
  }

  /** The hashes of the tokens of all that stand; damaged ones are left out. */
  Map<PairingId, TokenHash> tokens(String transport) throws IOException {
    return standing(damaged -> {}).stream()
        .collect(Collectors.toMap(ReceiverPairing::id, p -> p.tokenHash(transport)));
  }

  /** The names under which pairings that stand are stored; they change with the list. */
  Set<String> standingNames() throws IOException {
    Set<String> names = Set.copyOf(store.names());
    return names.stream()
        .filter(name -> name.startsWith(STANDING))
        .filter(name -> !names.contains(REVOKED + name.substring(STANDING.length())))
        .collect(Collectors.toSet());
  }

  /** Ends all pairings of a device durably, for every process that looks from now on. */
  synchronized void revoke(String name) throws IOException {
    List<ReceiverPairing> named =
        standing(damaged -> {}).stream().filter(p -> p.deviceName().equals(name)).toList();
    if (named.isEmpty()) {
      throw new IllegalArgumentException(unknown(name, all(damaged -> {})));
    }
    for (ReceiverPairing pairing : named) {
      Optional<byte[]> secret = store.get(STANDING + pairing.id());
      if (secret.isPresent()) {
        store.put(REVOKED + pairing.id(), secret.get());
      }
      store.remove(STANDING + pairing.id());
    }
  }

  private static String unknown(String name, List<PairedDevice> devices) {
    String paired = devices.stream().map(PairedDevice::name).collect(Collectors.joining(", "));
    return "no device called '"
        + name
        + "' is paired; "
        + (paired.isEmpty() ? "none is" : "paired: " + paired);
  }

  private Optional<ReceiverPairing> read(String name) throws IOException {
    Optional<Object> version = store.version(name);
    if (version.isEmpty()) {
      parsed.remove(name);
      return Optional.empty();
    }
    Parsed last = parsed.get(name);
    if (last != null && last.version.equals(version.get())) {
      return Optional.of(last.pairing);
    }
    Optional<byte[]> secret = store.get(name);
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    try {
      ReceiverPairing pairing = ReceiverPairing.ofBytes(secret.get());
      parsed.put(name, new Parsed(version.get(), pairing));
      return Optional.of(pairing);
    } catch (IOException e) {
      throw new DamagedStateException(
          "the key "
              + name
              + " is damaged; restore it from a backup, or remove it and pair the device again");
    }
  }

  /** What one version of a file was parsed to. */
  private static final class Parsed {
    private final Object version;
    private final ReceiverPairing pairing;

    Parsed(Object version, ReceiverPairing pairing) {
      this.version = version;
      this.pairing = pairing;
    }
  }

  private static PairedDevice device(ReceiverPairing pairing) {
    return new PairedDevice(pairing.id(), pairing.deviceName(), pairing.pairedAt());
  }
}
