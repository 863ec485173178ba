package nz.co.medimage.crypto.v1;

import java.security.SecureRandom;
import java.util.UUID;
import org.bouncycastle.crypto.agreement.jpake.JPAKEParticipant;
import org.bouncycastle.crypto.agreement.jpake.JPAKEPrimeOrderGroups;
import org.bouncycastle.crypto.digests.SHA256Digest;

/** J-PAKE of RFC 8236 over the 3072-bit group of NIST, with SHA-256. */
final class Pake {
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

  private static JPAKEParticipant participant(String name, String code, SecureRandom random) {
    return new JPAKEParticipant(
        name, code.toCharArray(), JPAKEPrimeOrderGroups.NIST_3072, new SHA256Digest(), random);
  }
}
