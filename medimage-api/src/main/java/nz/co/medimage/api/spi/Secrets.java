package nz.co.medimage.api.spi;

import java.io.IOException;
import java.util.Optional;

/**
 * Small secrets at rest, by name: readable by their owner only, and sealed under a passphrase where
 * the user chose one. Only the SDK implements this interface. Safe for use by several threads.
 */
public interface Secrets {

  /**
   * Reads one.
   *
   * @param name one to 64 of a-z, 0-9 and {@code -}
   * @return a fresh array, or nothing if there is none of that name
   * @throws IOException if it is there but cannot be read, for example because it is damaged
   */
  Optional<byte[]> get(String name) throws IOException;

  /**
   * Stores one durably, in place of any of that name: a crash leaves the old one or the new one.
   *
   * @param name one to 64 of a-z, 0-9 and {@code -}
   */
  void put(String name, byte[] secret) throws IOException;

  /**
   * Removes one durably, if it is there.
   *
   * @param name one to 64 of a-z, 0-9 and {@code -}
   */
  void remove(String name) throws IOException;
}
