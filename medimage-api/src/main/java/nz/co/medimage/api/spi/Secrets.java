package nz.co.medimage.api.spi;

import java.io.IOException;
import java.util.Optional;

/**
 * Stores small secrets by name. Only the owner of the home can read them, and they are sealed under
 * a passphrase if the user chose one. Only the SDK implements this interface. Each method reads or
 * writes the disk. Safe for use by several threads.
 */
public interface Secrets {

  /**
   * Reads a secret.
   *
   * @param name 1 to 64 of a-z, 0-9 and {@code -}
   * @return a new array, or empty if there is no secret of that name
   * @throws IllegalArgumentException if the name is malformed
   * @throws IOException if the secret exists but cannot be read, for example because it is damaged
   */
  Optional<byte[]> get(String name) throws IOException;

  /**
   * Stores a secret durably, in place of any earlier one of that name: a crash leaves the old one
   * or the new one.
   *
   * @param name 1 to 64 of a-z, 0-9 and {@code -}
   * @throws IllegalArgumentException if the name is malformed
   * @throws IOException if the secret cannot be stored; the old one or the new one is there then
   */
  void put(String name, byte[] secret) throws IOException;

  /**
   * Removes a secret durably; does nothing if there is none of that name.
   *
   * @param name 1 to 64 of a-z, 0-9 and {@code -}
   * @throws IllegalArgumentException if the name is malformed
   * @throws IOException if the secret cannot be removed; try again
   */
  void remove(String name) throws IOException;
}
