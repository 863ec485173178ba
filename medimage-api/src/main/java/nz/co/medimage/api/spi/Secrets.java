package nz.co.medimage.api.spi;

import java.io.IOException;
import java.util.Optional;

/**
 * Stores small secrets by name, readable by their owner only, and sealed under a passphrase if the
 * user chose one. Only the SDK implements this interface. Safe for use by several threads.
 */
public interface Secrets {

  /**
   * Reads a secret.
   *
   * @param name 1 to 64 of a-z, 0-9 and {@code -}
   * @return a fresh array, or nothing if there is none of that name
   * @throws IllegalArgumentException if the name is malformed
   * @throws IOException if it is there but cannot be read, for example because it is damaged
   */
  Optional<byte[]> get(String name) throws IOException;

  /**
   * Stores a secret durably, replacing any of the same name: a crash leaves the old one or the new
   * one.
   *
   * @param name 1 to 64 of a-z, 0-9 and {@code -}
   * @throws IllegalArgumentException if the name is malformed
   * @throws IOException if it cannot be stored; the old secret or the new one is there then
   */
  void put(String name, byte[] secret) throws IOException;

  /**
   * Removes a secret durably, if there is one of that name.
   *
   * @param name 1 to 64 of a-z, 0-9 and {@code -}
   * @throws IllegalArgumentException if the name is malformed
   * @throws IOException if it cannot be removed; try again
   */
  void remove(String name) throws IOException;
}
