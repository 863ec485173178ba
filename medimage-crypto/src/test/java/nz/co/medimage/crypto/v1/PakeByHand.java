package nz.co.medimage.crypto.v1;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.agreement.jpake.JPAKEPrimeOrderGroup;
import org.bouncycastle.crypto.agreement.jpake.JPAKEPrimeOrderGroups;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound1Payload;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound2Payload;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound3Payload;
import org.bouncycastle.crypto.agreement.jpake.JPAKEUtil;
import org.bouncycastle.crypto.digests.SHA256Digest;

/** One side of J-PAKE with numbers that are known, as the formulas of RFC 8236 have it. */
final class PakeByHand {
  private static final JPAKEPrimeOrderGroup GROUP = JPAKEPrimeOrderGroups.NIST_3072;
  static final BigInteger P = GROUP.getP();
  static final BigInteger Q = GROUP.getQ();
  private static final BigInteger G = GROUP.getG();

  private final String name;
  private final BigInteger s;
  private final Numbers numbers;
  final BigInteger x1;
  final BigInteger x2;

  /** All that a side draws: its exponents, and v of its proofs for x1, x2 and x2·s. */
  record Numbers(BigInteger x1, BigInteger x2, BigInteger v1, BigInteger v2, BigInteger v3) {
    static Numbers fresh(SecureRandom random) {
      return new Numbers(
          exponent(random), exponent(random), exponent(random), exponent(random), exponent(random));
    }

    List<BigInteger> all() {
      return List.of(x1, x2, v1, v2, v3);
    }
  }

  PakeByHand(String name, String code, Numbers numbers) {
    this.name = name;
    this.numbers = numbers;
    x1 = numbers.x1;
    x2 = numbers.x2;
    try {
      s = JPAKEUtil.calculateS(Q, code.toCharArray());
    } catch (CryptoException e) {
      throw new IllegalStateException(e);
    }
  }

  static BigInteger exponent(SecureRandom random) {
    return JPAKEUtil.generateX2(Q, random);
  }

  Numbers numbers() {
    return numbers;
  }

  BigInteger gx1() {
    return G.modPow(x1, P);
  }

  BigInteger gx2() {
    return G.modPow(x2, P);
  }

  JPAKERound1Payload round1() {
    return new JPAKERound1Payload(
        name, gx1(), gx2(), proof(G, gx1(), x1, numbers.v1), proof(G, gx2(), x2, numbers.v2));
  }

  /** The value A of round 2. */
  BigInteger a(PakeByHand other) {
    return ga(other).modPow(x2s(), P);
  }

  JPAKERound2Payload round2(PakeByHand other) {
    return new JPAKERound2Payload(name, a(other), proof(ga(other), a(other), x2s(), numbers.v3));
  }

  BigInteger agreed(PakeByHand other) {
    return JPAKEUtil.calculateKeyingMaterial(P, Q, other.gx2(), x2, s, other.a(this));
  }

  JPAKERound3Payload round3(PakeByHand other) {
    return new JPAKERound3Payload(
        name,
        JPAKEUtil.calculateMacTag(
            name,
            other.name,
            gx1(),
            gx2(),
            other.gx1(),
            other.gx2(),
            agreed(other),
            new SHA256Digest()));
  }

  void check(JPAKERound1Payload round1) throws CryptoException {
    check(G, round1.getGx1(), round1.getKnowledgeProofForX1());
    check(G, round1.getGx2(), round1.getKnowledgeProofForX2());
  }

  void check(JPAKERound2Payload round2, PakeByHand other) throws CryptoException {
    check(ga(other), round2.getA(), round2.getKnowledgeProofForX2s());
  }

  private void check(BigInteger generator, BigInteger power, BigInteger[] proof)
      throws CryptoException {
    JPAKEUtil.validateZeroKnowledgeProof(P, Q, generator, power, proof, name, new SHA256Digest());
  }

  private BigInteger ga(PakeByHand other) {
    return gx1().multiply(other.gx1()).mod(P).multiply(other.gx2()).mod(P);
  }

  private BigInteger x2s() {
    return x2.multiply(s).mod(Q);
  }

  private BigInteger[] proof(
      BigInteger generator, BigInteger power, BigInteger exponent, BigInteger v) {
    return JPAKEUtil.calculateZeroKnowledgeProof(
        P, Q, generator, power, exponent, name, new SHA256Digest(), new ScriptedRandom().number(v));
  }
}
