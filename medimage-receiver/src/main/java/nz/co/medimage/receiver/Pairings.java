package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.TokenHash;
import nz.co.medimage.api.spi.PairingRefusedException;
import nz.co.medimage.crypto.ReceiverPairing;
import nz.co.medimage.crypto.SecretStore;
import nz.co.medimage.receiver.internal.state.DamagedStateException;

/**
 * The paired devices. Each call looks at the files, because another process may revoke one at any
 * time; only the reading of unchanged ones is saved. The key of a revoked one is kept to open what
 * had been accepted from it before.
 */
final class Pairings {
  private static final String STANDING = "pairing-";
  private static final String REVOKED = "revoked-";

  /** A relay lets in no more either. */
  private static final int MOST = 10_000;

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
    return read(STANDING + id);
  }

  /** A pairing that stands or was revoked. */
  Optional<ReceiverPairing> known(PairingId id) throws IOException {
    Optional<ReceiverPairing> standing = standing(id);
    return standing.isPresent() ? standing : read(REVOKED + id);
  }

  /**
   * Keeps a new pairing durably, under a name that no other has.
   *
   * @throws PairingRefusedException if there are as many as may be
   */
  synchronized PairedDevice add(ReceiverPairing pairing) throws IOException {
    Optional<ReceiverPairing> before = standing(pairing.id());
    if (before.isPresent()) {
      return device(before.get());
    }
    Set<String> taken =
        all(damaged -> {}).stream().map(PairedDevice::name).collect(Collectors.toSet());
    if (taken.size() >= most) {
      throw new PairingRefusedException(
          PairingRefusedException.Reason.NO_OFFER,
          "This receiver has "
              + most
              + " paired devices, as many as it may have: revoke those that are no longer used"
              + " there, then pair again.");
    }
    String name = pairing.deviceName();
    for (int i = 2; taken.contains(name); i++) {
      name = pairing.deviceName() + " " + i;
    }
    ReceiverPairing named =
        name.equals(pairing.deviceName()) ? pairing : pairing.withDeviceName(name);
    store.put(STANDING + named.id(), named.toBytes());
    return device(named);
  }

  /** All that stand, the oldest first; the sentence on a damaged one goes to {@code damaged}. */
  List<PairedDevice> all(Consumer<String> damaged) throws IOException {
    List<PairedDevice> devices = new ArrayList<>();
    for (String name : store.names()) {
      if (name.startsWith(STANDING)) {
        try {
          read(name).map(Pairings::device).ifPresent(devices::add);
        } catch (IOException e) {
          damaged.accept(e.getMessage());
        }
      }
    }
    devices.sort(Comparator.comparing(PairedDevice::pairedAt).thenComparing(PairedDevice::name));
    return devices;
  }

  /** The hashes of the tokens of all that stand; damaged ones are left out. */
  Map<PairingId, TokenHash> tokens(String transport) throws IOException {
    Map<PairingId, TokenHash> tokens = new HashMap<>();
    for (PairedDevice device : all(damaged -> {})) {
      standing(device.id())
          .ifPresent(pairing -> tokens.put(pairing.id(), pairing.tokenHash(transport)));
    }
    return tokens;
  }

  /** The names under which those that stand are stored; another set means another list. */
  Set<String> standingNames() throws IOException {
    return store.names().stream()
        .filter(name -> name.startsWith(STANDING))
        .collect(Collectors.toSet());
  }

  /** Ends a pairing durably, for every process that looks from now on. */
  synchronized void revoke(String name) throws IOException {
    List<PairedDevice> devices = all(damaged -> {});
    PairedDevice device =
        devices.stream()
            .filter(d -> d.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(unknown(name, devices)));
    Optional<byte[]> secret = store.get(STANDING + device.id());
    if (secret.isPresent()) {
      store.put(REVOKED + device.id(), secret.get());
    }
    store.remove(STANDING + device.id());
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
