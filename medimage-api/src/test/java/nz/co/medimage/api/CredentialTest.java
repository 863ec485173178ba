package nz.co.medimage.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class CredentialTest {
  private static final PairingId PAIRING = new PairingId(new UUID(1, 2));
  private static final String ID = "00000000-0000-0001-0000-000000000002";

  private static Credential credential(int last) {
    byte[] token = new byte[32];
    token[31] = (byte) last;
    return new Credential(PAIRING, token);
  }

  @Property
  void headerIsReadBack(@ForAll long high, @ForAll long low, @ForAll @Size(32) byte[] token) {
    Credential credential = new Credential(new PairingId(new UUID(high, low)), token);
    Credential read = Credential.parse(credential.toHeader()).orElseThrow();
    assertEquals(credential, read);
    assertEquals(credential.toHeader(), read.toHeader());
  }

  @Property
  void anyHeaderIsReadWithoutFailure(@ForAll String header) {
    assertEquals(Optional.empty(), Credential.parse(header));
    assertEquals(Optional.empty(), Credential.parse("Bearer " + header));
    assertEquals(Optional.empty(), Credential.parse("Bearer " + ID + "." + header));
  }

  @Test
  void headerIsABearerToken() {
    String header = "Bearer " + ID + ".AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE";
    assertEquals(header, credential(1).toHeader());
    assertEquals(credential(1), Credential.parse("bearer" + header.substring(6)).orElseThrow());
  }

  @Test
  void tokenHasOneWrittenForm() {
    String header = credential(1).toHeader();
    String otherBits = header.substring(0, header.length() - 1) + "F";
    assertEquals(Optional.empty(), Credential.parse(header + "="));
    assertEquals(Optional.empty(), Credential.parse(otherBits));
    assertEquals(Optional.empty(), Credential.parse(header + " "));
  }

  @Test
  void hashIsTheSha256OfTheToken() throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(new byte[32]);
    assertArrayEquals(hash, credential(0).tokenHash());
    assertTrue(credential(0).matches(hash));
    assertFalse(credential(1).matches(hash));
    assertFalse(credential(1).matches(new byte[0]));
  }

  @Test
  void anotherTokenOrPairingIsAnotherCredential() {
    assertNotEquals(credential(1), credential(2));
    assertNotEquals(credential(1), new Credential(new PairingId(new UUID(1, 3)), new byte[32]));
    assertEquals(credential(1).hashCode(), credential(1).hashCode());
  }

  @Test
  void textHidesTheToken() {
    assertEquals("Credential[" + ID + "]", credential(1).toString());
  }

  @Test
  void tokenIsCopiedAndHas32Bytes() {
    byte[] token = new byte[32];
    Credential credential = new Credential(PAIRING, token);
    token[0] = 1;
    assertEquals(credential(0), credential);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new Credential(PAIRING, new byte[31]));
    assertEquals("a token has 32 bytes, not 31", e.getMessage());
  }
}
