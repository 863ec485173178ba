package nz.co.medimage.crypto.v1;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound1Payload;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound2Payload;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound3Payload;
import org.bouncycastle.util.BigIntegers;

/** Writes one pairing message, part by part. */
final class PakeWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  PakeWriter(byte type) {
    out.write(PakeMessages.VERSION);
    out.write(type);
  }

  void session(UUID session) {
    bytes(
        ByteBuffer.allocate(16)
            .putLong(session.getMostSignificantBits())
            .putLong(session.getLeastSignificantBits())
            .array());
  }

  void round1(JPAKERound1Payload round1) {
    bytes(element(round1.getGx1()));
    bytes(element(round1.getGx2()));
    proof(round1.getKnowledgeProofForX1());
    proof(round1.getKnowledgeProofForX2());
  }

  void round2(JPAKERound2Payload round2) {
    bytes(element(round2.getA()));
    proof(round2.getKnowledgeProofForX2s());
  }

  /** Bouncy Castle holds the MAC as a signed number; on the wire it is what HMAC gave. */
  void round3(JPAKERound3Payload round3) {
    byte[] signed = round3.getMacTag().toByteArray();
    for (int i = signed.length; i < PakeMessages.TAG_BYTES; i++) {
      out.write(signed[0] < 0 ? 0xFF : 0);
    }
    bytes(signed);
  }

  void bytes(byte[] bytes) {
    out.write(bytes, 0, bytes.length);
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }

  static byte[] element(BigInteger value) {
    return BigIntegers.asUnsignedByteArray(PakeMessages.ELEMENT_BYTES, value);
  }

  private void proof(BigInteger[] proof) {
    bytes(element(proof[0]));
    bytes(BigIntegers.asUnsignedByteArray(PakeMessages.SCALAR_BYTES, proof[1]));
  }
}
