package nz.co.medimage.testkit;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import nz.co.medimage.api.spi.Secrets;

/** Secrets in memory, under the names that a receiver accepts. */
record FakeSecrets(Map<String, byte[]> secrets) implements Secrets {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");

  @Override
  public Optional<byte[]> get(String name) {
    return Optional.ofNullable(secrets.get(checked(name))).map(byte[]::clone);
  }

  @Override
  public void put(String name, byte[] secret) {
    secrets.put(checked(name), secret.clone());
  }

  @Override
  public void remove(String name) {
    secrets.remove(checked(name));
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a secret's name is 1 to 64 of a-z, 0-9 and -");
    }
    return name;
  }

  @Override
  public String toString() {
    return "FakeSecrets";
  }
}
