package nz.co.medimage.crypto;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.spi.Secrets;

/**
 * Secrets in a folder that its owner only can read, one file each, durably written. Under a
 * passphrase each is sealed with AES-256-GCM, its key made by scrypt (RFC 7914).
 */
public final class SecretStore implements Secrets {
  private SecretStore() {}

  /**
   * Opens a folder, made if missing.
   *
   * @throws IOException with one sentence for the user if the folder is under a passphrase, or the
   *     disk fails
   */
  public static SecretStore open(Path folder) throws IOException {
    return Unfinished.value();
  }

  /**
   * Opens a folder under a passphrase, made if missing. Secrets that lie in it without one are
   * sealed now. Takes some tenths of a second and 32 MiB.
   *
   * @param passphrase not empty; not kept, and left as it is
   * @throws IOException with one sentence for the user if the passphrase is wrong, a file is
   *     damaged, or the disk fails
   */
  public static SecretStore openWithPassphrase(Path folder, char[] passphrase) throws IOException {
    return Unfinished.value();
  }

  @Override
  public Optional<byte[]> get(String name) throws IOException {
    return Unfinished.value();
  }

  @Override
  public void put(String name, byte[] secret) throws IOException {}

  /** The names of all secrets, sorted. */
  public List<String> names() throws IOException {
    return Unfinished.value();
  }

  /** Removes a secret durably; none of that name is fine. */
  public void remove(String name) throws IOException {}
}
