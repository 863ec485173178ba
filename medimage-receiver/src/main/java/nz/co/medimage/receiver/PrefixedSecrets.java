package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.runtime.AddOnSecrets;

/** The secrets of one listener: it can neither read nor replace those of the receiver. */
record PrefixedSecrets(Secrets all, String prefix) implements Secrets {

  /** The transports whose secrets homes keep under a plain prefix. */
  private static final Set<String> PREFIXED = Set.of("wifi", "relay");

  /** Of other ids a plain prefix would let two share a name, as ids and names may hold a -. */
  static Secrets of(ReceiverState state, String transport) {
    return PREFIXED.contains(transport)
        ? new PrefixedSecrets(state.secrets(), transport + "-")
        : new AddOnSecrets(state.secrets(), "transport/" + transport);
  }

  @Override
  public Optional<byte[]> get(String name) throws IOException {
    return all.get(prefix + name);
  }

  @Override
  public void put(String name, byte[] secret) throws IOException {
    all.put(prefix + name, secret);
  }

  @Override
  public void remove(String name) throws IOException {
    all.remove(prefix + name);
  }

  /** Names the prefix alone. */
  @Override
  public String toString() {
    return "PrefixedSecrets[" + prefix + "]";
  }
}
