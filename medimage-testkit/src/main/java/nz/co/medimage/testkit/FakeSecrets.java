package nz.co.medimage.testkit;

import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.spi.Secrets;

/** Secrets in memory. */
record FakeSecrets(Map<String, byte[]> secrets) implements Secrets {
  @Override
  public Optional<byte[]> get(String name) {
    return Optional.ofNullable(secrets.get(name)).map(byte[]::clone);
  }

  @Override
  public void put(String name, byte[] secret) {
    secrets.put(name, secret.clone());
  }

  @Override
  public void remove(String name) {
    secrets.remove(name);
  }

  @Override
  public String toString() {
    return "FakeSecrets";
  }
}
