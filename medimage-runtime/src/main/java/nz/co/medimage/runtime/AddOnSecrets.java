package nz.co.medimage.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.Secrets;

/** The secrets of one instance of an add-on, kept apart among those of its host. */
public final class AddOnSecrets implements Secrets {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");
  private static final int HASH_LETTERS = 48;

  private final Secrets all;
  private final String instance;

  /**
   * Makes the view of one instance.
   *
   * @param all the secrets of the host
   * @param instance a name that is unique among all add-ons of the host
   */
  public AddOnSecrets(Secrets all, String instance) {
    this.all = all;
    this.instance = instance;
  }

  @Override
  public Optional<byte[]> get(String name) throws IOException {
    return all.get(stored(name));
  }

  @Override
  public void put(String name, byte[] secret) throws IOException {
    all.put(stored(name), secret);
  }

  @Override
  public void remove(String name) throws IOException {
    all.remove(stored(name));
  }

  /** Hashed: with a plain prefix, two pairs of id and name with {@code -} could be one. */
  private String stored(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a secret's name is 1 to 64 of a-z, 0-9 and -");
    }
    byte[] hash = Sha256.of((instance + "/" + name).getBytes(StandardCharsets.UTF_8));
    return "addon-" + Sha256.hex(hash).substring(0, HASH_LETTERS);
  }

  /** Names the instance alone. */
  @Override
  public String toString() {
    return "AddOnSecrets[" + instance + "]";
  }
}
