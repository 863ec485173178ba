package nz.co.medimage.crypto.v1;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.UUID;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.agreement.jpake.JPAKEParticipant;
import org.bouncycastle.crypto.agreement.jpake.JPAKEPrimeOrderGroup;
import org.bouncycastle.crypto.agreement.jpake.JPAKEPrimeOrderGroups;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound1Payload;
import org.bouncycastle.crypto.agreement.jpake.JPAKEUtil;
import org.bouncycastle.crypto.digests.SHA256Digest;

/** J-PAKE of RFC 8236 over the 3072-bit group of NIST, with SHA-256. */
final class Pake {
  static final JPAKEPrimeOrderGroup GROUP = JPAKEPrimeOrderGroups.NIST_3072;

  private Pake() {}

  static JPAKEParticipant guest(UUID session, String code, SecureRandom random) {
    return participant(guestName(session), code, random);
  }

  static JPAKEParticipant host(UUID session, String code, SecureRandom random) {
    return participant(hostName(session), code, random);
  }

  /** The session is part of the names, so that no proof is good in another one. */
  static String guestName(UUID session) {
    return "medimage guest " + session;
  }

  static String hostName(UUID session) {
    return "medimage host " + session;
  }

  /**
   * Checks the numbers that a stranger sent one after the other, and stops at the first wrong one.
   */
  static void check(JPAKERound1Payload round1) throws CryptoException {
    JPAKEUtil.validateGx4(round1.getGx2());
    check(round1.getGx1(), round1.getKnowledgeProofForX1(), round1.getParticipantId());
    check(round1.getGx2(), round1.getKnowledgeProofForX2(), round1.getParticipantId());
  }

  private static void check(BigInteger power, BigInteger[] proof, String name)
      throws CryptoException {
    JPAKEUtil.validateZeroKnowledgeProof(
        GROUP.getP(), GROUP.getQ(), GROUP.getG(), power, proof, name, new SHA256Digest());
  }

  private static JPAKEParticipant participant(String name, String code, SecureRandom random) {
    return new JPAKEParticipant(name, code.toCharArray(), GROUP, new SHA256Digest(), random);
  }
}
