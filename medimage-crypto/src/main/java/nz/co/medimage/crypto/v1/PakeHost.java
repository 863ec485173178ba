package nz.co.medimage.crypto.v1;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.agreement.jpake.JPAKEParticipant;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound3Payload;

/** The receiver's side of one pairing: one hello, one guess. */
public final class PakeHost {
  private final JPAKEParticipant host;
  private final String guestName;
  private final byte[] hello;
  private final byte[] helloAnswer;

  /** Takes the first message of a phone. */
  public PakeHost(byte[] hello, String code, SecureRandom random) throws PairingFormatException {
    PakeReader in = helloReader(hello);
    UUID session = in.session();
    this.hello = hello.clone();
    guestName = Pake.guestName(session);
    host = Pake.host(session, code, random);
    PakeWriter out = new PakeWriter(PakeMessages.HELLO_ANSWER);
    out.round1(host.createRound1PayloadToSend());
    try {
      host.validateRound1PayloadReceived(in.round1(guestName));
    } catch (CryptoException e) {
      throw new PairingFormatException("a pairing message holds no valid proofs", e);
    }
    out.round2(host.createRound2PayloadToSend());
    helloAnswer = out.toByteArray();
  }

  private static PakeReader helloReader(byte[] message) throws PairingFormatException {
    return new PakeReader(
        message, PakeMessages.HELLO, PakeMessages.HELLO_BYTES, PakeMessages.HELLO_BYTES);
  }

  private static PakeReader proofReader(byte[] message) throws PairingFormatException {
    return new PakeReader(
        message, PakeMessages.PROOF, PakeMessages.MIN_PROOF_BYTES, PakeMessages.MAX_BYTES);
  }

  /** Whether a message is the first one of a session. */
  public static boolean isHello(byte[] message) {
    return message.length == PakeMessages.HELLO_BYTES && message[1] == PakeMessages.HELLO;
  }

  /** The session that a message is of. */
  public static UUID sessionOf(byte[] message) throws PairingFormatException {
    PakeReader in = isHello(message) ? helloReader(message) : proofReader(message);
    return in.session();
  }

  /** The answer to the first message. */
  public byte[] helloAnswer() {
    return helloAnswer.clone();
  }

  /** Whether a message is the first one of this session, sent again. */
  public boolean isSameHello(byte[] message) {
    return Arrays.equals(hello, message);
  }

  /**
   * Takes the second message of the phone. To be called once only: each call is a guess.
   *
   * @throws WrongCodeException if it was a wrong guess
   */
  public Agreement verify(byte[] proof, Instant at)
      throws PairingFormatException, WrongCodeException {
    PakeReader in = proofReader(proof);
    in.session();
    try {
      host.validateRound2PayloadReceived(in.round2(guestName));
    } catch (CryptoException e) {
      throw new PairingFormatException("a pairing message holds no valid proofs", e);
    }
    BigInteger agreed = host.calculateKeyingMaterial();
    JPAKERound3Payload confirmation = host.createRound3PayloadToSend(agreed);
    try {
      host.validateRound3PayloadReceived(in.round3(guestName), agreed);
    } catch (CryptoException e) {
      throw new WrongCodeException(e);
    }
    byte[] begin = Arrays.copyOf(proof, PakeMessages.PROOF_BEGIN_BYTES);
    PakeSecrets secrets = new PakeSecrets(agreed, hello, helloAnswer, begin);
    String deviceName = Profiles.readGuest(secrets.openFromGuest(in.rest()));
    return new Agreement(secrets, confirmation, secrets.pairing(deviceName, at));
  }

  /** A right guess: the pairing, and the answer to the second message. */
  public static final class Agreement {
    private final PakeSecrets secrets;
    private final JPAKERound3Payload confirmation;
    private final PairingRecord pairing;

    private Agreement(PakeSecrets secrets, JPAKERound3Payload confirmation, PairingRecord pairing) {
      this.secrets = secrets;
      this.confirmation = confirmation;
      this.pairing = pairing;
    }

    /** The pairing, as this side keeps it. */
    public PairingRecord pairing() {
      return pairing;
    }

    /** The answer to the second message. */
    public byte[] answer(Profiles.Host profile) {
      PakeWriter out = new PakeWriter(PakeMessages.PROOF_ANSWER);
      out.round3(confirmation);
      out.bytes(secrets.sealFromHost(Profiles.writeHost(profile)));
      byte[] answer = out.toByteArray();
      if (answer.length > PakeMessages.MAX_BYTES) {
        throw new IllegalArgumentException("the routes of this receiver are too many to hand over");
      }
      return answer;
    }
  }
}
