package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.Optional;
import nz.co.medimage.api.spi.Secrets;

/** The secrets of one listener: it can neither read nor replace those of the receiver. */
record PrefixedSecrets(Secrets all, String prefix) implements Secrets {

  static Secrets of(ReceiverState state, String transport) {
    return new PrefixedSecrets(state.secrets(), transport + "-");
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
