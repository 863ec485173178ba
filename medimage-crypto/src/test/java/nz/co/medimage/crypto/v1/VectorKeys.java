package nz.co.medimage.crypto.v1;

import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;

/** The keys of all vectors. They are public, hence good for nothing else. */
final class VectorKeys {
  static final EnvelopeId ID = EnvelopeId.parse("019ab3c4-d5e6-7f80-9a1b-2c3d4e5f6071");
  static final EnvelopeId OTHER_ID = EnvelopeId.parse("019ab3c4-d5e6-7f80-9a1b-2c3d4e5f6072");
  static final PairingId PAIRING = PairingId.parse("7d1f0a52-6c3b-4e98-8b7a-0f1e2d3c4b5a");
  static final PairingId OTHER_PAIRING = PairingId.parse("7d1f0a52-6c3b-4e98-8b7a-0f1e2d3c4b5b");
  static final byte[] PRIVATE_KEY = filled(0x11);
  static final byte[] OTHER_PRIVATE_KEY = filled(0x22);
  static final byte[] PAIRING_KEY = filled(0x33);
  static final byte[] OTHER_PAIRING_KEY = filled(0x44);
  static final byte[] CHALLENGE_PRIVATE_KEY = filled(0x66);
  static final byte[] TOKEN = filled(0x55);

  /** Its Base64 differs from the Base64url of it. */
  static final byte[] URL_SAFE_TOKEN = Vectors.Hex.decode("fbff".repeat(16));

  static final Instant AT = Instant.parse("2026-11-24T03:00:00Z");

  private VectorKeys() {}

  static byte[] publicKey(byte[] privateKey) {
    return HpkeKeyPair.of(privateKey).publicKey();
  }

  /** Begins a case. */
  static Map<String, Object> begin(String what) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("what", what);
    return fields;
  }

  /** How a client shows a credential over HTTP: {@code spec/wire-v1.md}. */
  static String authorization(Credential credential) {
    return "Bearer "
        + credential.id()
        + "."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(credential.token());
  }

  private static byte[] filled(int first) {
    byte[] key = new byte[32];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (first + i);
    }
    return key;
  }
}
