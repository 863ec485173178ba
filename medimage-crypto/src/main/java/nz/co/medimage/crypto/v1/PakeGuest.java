package nz.co.medimage.crypto.v1;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.agreement.jpake.JPAKEParticipant;

/** The phone's side of one pairing. */
public final class PakeGuest {
  private final JPAKEParticipant guest;
  private final UUID session;
  private final byte[] hello;

  /** Begins with a code and a fresh session. */
  public PakeGuest(String code, SecureRandom random) {
    session = new UUID(random.nextLong(), random.nextLong());
    guest = Pake.guest(session, code, random);
    PakeWriter out = new PakeWriter(PakeMessages.HELLO);
    out.session(session);
    out.round1(guest.createRound1PayloadToSend());
    hello = out.toByteArray();
  }

  /** The first message. */
  public byte[] hello() {
    return hello.clone();
  }

  /** The second message, and what the answer to it is opened with. */
  public Proof prove(byte[] answer, String deviceName) throws PairingFormatException {
    PakeReader in =
        new PakeReader(
            answer,
            PakeMessages.HELLO_ANSWER,
            PakeMessages.HELLO_ANSWER_BYTES,
            PakeMessages.HELLO_ANSWER_BYTES);
    String host = Pake.hostName(session);
    PakeWriter out = new PakeWriter(PakeMessages.PROOF);
    out.session(session);
    try {
      guest.validateRound1PayloadReceived(in.round1(host));
      out.round2(guest.createRound2PayloadToSend());
      guest.validateRound2PayloadReceived(in.round2(host));
    } catch (CryptoException e) {
      throw new PairingFormatException("a pairing message holds no valid proofs", e);
    }
    BigInteger agreed = guest.calculateKeyingMaterial();
    PakeSecrets secrets = new PakeSecrets(agreed, hello, answer, out.toByteArray());
    out.round3(guest.createRound3PayloadToSend(agreed));
    out.bytes(secrets.sealFromGuest(Profiles.writeGuest(deviceName)));
    return new Proof(out.toByteArray(), agreed, secrets);
  }

  /** A sent proof, waiting for its answer. */
  public final class Proof {
    private final byte[] message;
    private final BigInteger agreed;
    private final PakeSecrets secrets;

    private Proof(byte[] message, BigInteger agreed, PakeSecrets secrets) {
      this.message = message;
      this.agreed = agreed;
      this.secrets = secrets;
    }

    /** The second message. */
    public byte[] message() {
      return message.clone();
    }

    /** What the receiver tells of itself, once it has shown that it knows the code. */
    public Profiles.Host finish(byte[] answer) throws PairingFormatException, WrongCodeException {
      PakeReader in =
          new PakeReader(
              answer,
              PakeMessages.PROOF_ANSWER,
              PakeMessages.MIN_PROOF_ANSWER_BYTES,
              PakeMessages.MAX_BYTES);
      try {
        guest.validateRound3PayloadReceived(in.round3(Pake.hostName(session)), agreed);
      } catch (CryptoException e) {
        throw new WrongCodeException(e);
      }
      return Profiles.readHost(secrets.openFromHost(in.rest()));
    }

    /** The pairing, as this side keeps it. */
    public PairingRecord pairing(String receiverName, Instant at) {
      return secrets.pairing(receiverName, at);
    }
  }
}
