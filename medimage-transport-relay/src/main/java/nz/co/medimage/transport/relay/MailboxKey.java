package nz.co.medimage.transport.relay;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.api.transport.Credential;

/** The receiver's id and token at a relay: created once for each relay. */
final class MailboxKey {
  private static final int ID_BYTES = 16;
  private static final int TOKEN_BYTES = 32;
  private static final int NAME_DIGITS = 32;

  private MailboxKey() {}

  /** Returns the stored credential for this relay, and creates it if there is none. */
  static Credential keptIn(Secrets secrets, URI relay) throws IOException {
    String hash = Sha256.hex(Sha256.of(relay.toString().getBytes(StandardCharsets.US_ASCII)));
    String name = "relay-mailbox-" + hash.substring(0, NAME_DIGITS);
    Optional<byte[]> kept = secrets.get(name);
    byte[] key = kept.isPresent() ? kept.get() : new byte[ID_BYTES + TOKEN_BYTES];
    if (!kept.isPresent()) {
      new SecureRandom().nextBytes(key);
      secrets.put(name, key);
    }
    if (key.length != ID_BYTES + TOKEN_BYTES) {
      throw new IOException("The key of the relay's mailbox is damaged; restore it from a backup");
    }
    ByteBuffer id = ByteBuffer.wrap(key);
    return new Credential(
        new UUID(id.getLong(), id.getLong()), Arrays.copyOfRange(key, ID_BYTES, key.length));
  }
}
