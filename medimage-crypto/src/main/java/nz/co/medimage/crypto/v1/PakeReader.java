package nz.co.medimage.crypto.v1;

import static nz.co.medimage.crypto.v1.PakeMessages.ELEMENT_BYTES;
import static nz.co.medimage.crypto.v1.PakeMessages.SCALAR_BYTES;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound1Payload;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound2Payload;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound3Payload;

/**
 * Reads one pairing message, part by part. Each number is looked at as it is read: what is out of
 * range is refused before anything is computed with it.
 */
final class PakeReader {
  private final ByteBuffer in;

  /** Checks version, type and size, so that no part behind can be missing. */
  PakeReader(byte[] message, byte type, int minSize, int maxSize) throws PairingFormatException {
    if (message.length < minSize || message.length > maxSize) {
      throw new PairingFormatException("a pairing message has a wrong size");
    }
    in = ByteBuffer.wrap(message);
    if (in.get() != PakeMessages.VERSION || in.get() != type) {
      throw new PairingFormatException("a pairing message is of another version or type");
    }
  }

  UUID session() {
    return new UUID(in.getLong(), in.getLong());
  }

  JPAKERound1Payload round1(String participant) throws PairingFormatException {
    return new JPAKERound1Payload(participant, element(), element(), proof(), proof());
  }

  JPAKERound2Payload round2(String participant) throws PairingFormatException {
    return new JPAKERound2Payload(participant, element(), proof());
  }

  JPAKERound3Payload round3(String participant) {
    return new JPAKERound3Payload(participant, new BigInteger(bytes(PakeMessages.TAG_BYTES)));
  }

  byte[] rest() {
    return bytes(in.remaining());
  }

  private BigInteger[] proof() throws PairingFormatException {
    return new BigInteger[] {element(), scalar()};
  }

  private BigInteger element() throws PairingFormatException {
    BigInteger element = new BigInteger(1, bytes(ELEMENT_BYTES));
    if (element.signum() == 0 || element.compareTo(Pake.GROUP.getP()) >= 0) {
      throw new PairingFormatException(
          "a pairing message holds a number that is none of its group");
    }
    return element;
  }

  private BigInteger scalar() throws PairingFormatException {
    BigInteger scalar = new BigInteger(1, bytes(SCALAR_BYTES));
    if (scalar.compareTo(Pake.GROUP.getQ()) >= 0) {
      throw new PairingFormatException("a pairing message holds a proof that is out of range");
    }
    return scalar;
  }

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    in.get(bytes);
    return bytes;
  }
}
