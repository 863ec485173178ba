package nz.co.medimage.api.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.MessageDigest;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import nz.co.medimage.api.file.Sha256;
import org.junit.jupiter.api.Test;

final class CredentialTest {
  private static final UUID ID_VALUE = new UUID(1, 2);
  private static final String ID = "00000000-0000-0001-0000-000000000002";

  private static Credential credential(int last) {
    byte[] token = new byte[32];
    token[31] = (byte) last;
    return new Credential(ID_VALUE, token);
  }

  @Test
  void hashIsTheSha256OfTheToken() throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(new byte[32]);
    assertEquals(Sha256.hex(hash), credential(0).tokenHash().hex());
    assertNotEquals(credential(0).tokenHash(), credential(1).tokenHash());
  }

  @Property
  void hashIsReadBack(@ForAll @Size(32) byte[] token) {
    TokenHash hash = new Credential(ID_VALUE, token).tokenHash();
    assertEquals(hash, TokenHash.parse(hash.hex()));
    assertEquals(hash.hashCode(), TokenHash.parse(hash.hex()).hashCode());
  }

  @Property
  void whatIsNoHashIsRefused(@ForAll String text) {
    assertThrows(IllegalArgumentException.class, () -> TokenHash.parse(text));
  }

  @Test
  void anotherTokenOrPairingIsAnotherCredential() {
    assertNotEquals(credential(1), credential(2));
    assertNotEquals(credential(1), new Credential(new UUID(1, 3), new byte[32]));
    assertEquals(credential(1).hashCode(), credential(1).hashCode());
  }

  @Test
  void textHidesTheToken() {
    assertEquals("Credential[" + ID + "]", credential(1).toString());
  }

  @Test
  void tokenIsCopiedAndHas32Bytes() {
    byte[] token = new byte[32];
    Credential credential = new Credential(ID_VALUE, token);
    token[0] = 1;
    assertEquals(credential(0), credential);
    credential.token()[0] = 1;
    assertEquals(credential(0), credential);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new Credential(ID_VALUE, new byte[31]));
    assertEquals("a token has 32 bytes, not 31", e.getMessage());
  }
}
