package nz.co.medimage.crypto.v1;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import org.bouncycastle.util.BigIntegers;

/**
 * Gives what a test put in, in that order, where a session or a number is drawn. What blinds an
 * exponent is drawn in other sizes, and nothing depends on it: it is as random as ever.
 */
final class ScriptedRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private byte[] script = {};

  /** What a side that begins with a session draws. */
  static ScriptedRandom of(UUID session, PakeByHand.Numbers numbers) {
    ScriptedRandom random = new ScriptedRandom();
    random.number(session.getMostSignificantBits()).number(session.getLeastSignificantBits());
    numbers.all().forEach(random::number);
    random.bytes(VectorKeys.CHALLENGE_PRIVATE_KEY);
    return random;
  }

  ScriptedRandom number(BigInteger number) {
    return bytes(BigIntegers.asUnsignedByteArray(PakeMessages.SCALAR_BYTES, number));
  }

  /** As {@link #nextLong} puts it together, of two numbers with a sign. */
  private ScriptedRandom number(long number) {
    long low = (int) number;
    return bytes(BigInteger.valueOf((number - low) >> 32)).bytes(BigInteger.valueOf(low));
  }

  private ScriptedRandom bytes(BigInteger four) {
    byte[] bytes = new byte[4];
    int value = four.intValue();
    for (int i = 0; i < 4; i++) {
      bytes[i] = (byte) (value >> (24 - 8 * i));
    }
    return bytes(bytes);
  }

  private ScriptedRandom bytes(byte[] more) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(script);
    all.writeBytes(more);
    script = all.toByteArray();
    return this;
  }

  @Override
  public void nextBytes(byte[] bytes) {
    boolean scripted = bytes.length == 4 || bytes.length == PakeMessages.SCALAR_BYTES;
    if (!scripted || script.length < bytes.length) {
      super.nextBytes(bytes);
      return;
    }
    System.arraycopy(script, 0, bytes, 0, bytes.length);
    script = Arrays.copyOfRange(script, bytes.length, script.length);
  }
}
