package nz.co.medimage.runtime;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import nz.co.medimage.api.spi.Secrets;

/** Secrets that are kept in memory and nowhere else. Safe for use by several threads. */
public final class ForgottenSecrets implements Secrets {
  private final Map<String, byte[]> secrets = new ConcurrentHashMap<>();

  /** Begins with none. */
  public ForgottenSecrets() {}

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
}
