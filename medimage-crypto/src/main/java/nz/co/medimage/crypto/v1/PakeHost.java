package nz.co.medimage.crypto.v1;

import com.google.crypto.tink.util.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import nz.co.medimage.api.transport.Route;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.agreement.jpake.JPAKEParticipant;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound1Payload;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound3Payload;

/** The receiver's side of one pairing: one hello, one guess. */
public final class PakeHost {
  private final JPAKEParticipant host;
  private final String guestName;
  private final byte[] hello;
  private final byte[] helloAnswer;

  /**
   * Takes the first message of a phone. Anybody can send one: its proofs are checked before this
   * side makes any of its own.
   */
  public PakeHost(byte[] hello, String code, SecureRandom random) throws PairingFormatException {
    PakeReader in = helloReader(hello);
    UUID session = in.session();
    this.hello = hello.clone();
    guestName = Pake.guestName(session);
    JPAKERound1Payload round1 = in.round1(guestName);
    PakeWriter out = new PakeWriter(PakeMessages.HELLO_ANSWER);
    try {
      Pake.check(round1);
      host = Pake.host(session, code, random);
      out.round1(host.createRound1PayloadToSend());
      host.validateRound1PayloadReceived(round1);
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
        message, PakeMessages.PROOF, PakeMessages.MIN_PROOF_BYTES, PakeMessages.MAX_GUEST_BYTES);
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
    Profiles.Guest guest = Profiles.readGuest(secrets.openFromGuest(in.rest()));
    return new Agreement(secrets, confirmation, guest, secrets.pairing(guest.name(), at));
  }

  /** A right guess: the pairing, and the answer to the second message. */
  public static final class Agreement {
    private final PakeSecrets secrets;
    private final JPAKERound3Payload confirmation;
    private final Profiles.Guest guest;
    private final PairingRecord pairing;

    private Agreement(
        PakeSecrets secrets,
        JPAKERound3Payload confirmation,
        Profiles.Guest guest,
        PairingRecord pairing) {
      this.secrets = secrets;
      this.confirmation = confirmation;
      this.guest = guest;
      this.pairing = pairing;
    }

    /** The pairing, as this side keeps it. */
    public PairingRecord pairing() {
      return pairing;
    }

    private Bytes possession(HpkeKeyPair receiver) throws PairingFormatException {
      try {
        return Bytes.copyFrom(
            PossessionProof.make(receiver, guest.challenge().toByteArray(), pairing.id()));
      } catch (GeneralSecurityException e) {
        throw new PairingFormatException("the device's profile cannot be used", e);
      }
    }

    /**
     * The earlier pairings of this phone with the receiver of that key pair; those with other
     * receivers stay sealed.
     */
    public List<PairingRecord> previous(HpkeKeyPair receiver) {
      List<PairingRecord> previous = new ArrayList<>();
      for (byte[] sealed : guest.previous()) {
        PreviousPairing.open(sealed, receiver, pairing).ifPresent(previous::add);
      }
      return previous;
    }

    /**
     * The answer to the second message.
     *
     * @param receiver the key pair to whose public half envelopes are to be sealed
     * @throws PairingFormatException if the phone's challenge is not a public key
     */
    public byte[] answer(String receiverName, HpkeKeyPair receiver, List<Route> routes)
        throws PairingFormatException {
      Profiles.Host profile =
          new Profiles.Host(
              receiverName, new ReceiverRecord(receiver.publicKey(), routes), possession(receiver));
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
