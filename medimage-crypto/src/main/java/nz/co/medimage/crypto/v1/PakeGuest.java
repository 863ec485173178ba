package nz.co.medimage.crypto.v1;

import com.google.crypto.tink.util.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import nz.co.medimage.api.PairingId;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.agreement.jpake.JPAKEParticipant;

/** The phone's side of one pairing. */
public final class PakeGuest {
  private final JPAKEParticipant guest;
  private final SecureRandom random;
  private final UUID session;
  private final byte[] hello;

  /** Begins with a code and a fresh session. */
  public PakeGuest(String code, SecureRandom random) {
    this.random = random;
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

  /** A pairing, and the receiver that it is with. */
  public record Paired(PairingRecord pairing, ReceiverRecord receiver) {}

  /**
   * Makes the second message, and the keys for the answer to it. It lets the other side test one
   * guess at the code, so it is made only for a side that has proved its numbers.
   *
   * @param previous the earlier pairings, the most important first; only the first 16 count
   */
  public Proof prove(byte[] answer, String deviceName, List<Paired> previous)
      throws PairingFormatException {
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
    HpkeKeyPair challenge = challenge();
    Profiles.Guest profile =
        new Profiles.Guest(
            deviceName,
            Bytes.copyFrom(challenge.publicKey()),
            sealed(previous, secrets.pairing(deviceName, Instant.EPOCH).id()));
    out.bytes(secrets.sealFromGuest(Profiles.writeGuest(profile)));
    return new Proof(out.toByteArray(), agreed, secrets, challenge);
  }

  private HpkeKeyPair challenge() {
    byte[] privateKey = new byte[Keys.KEY_BYTES];
    random.nextBytes(privateKey);
    return HpkeKeyPair.of(privateKey);
  }

  private static List<byte[]> sealed(List<Paired> previous, PairingId fresh) {
    List<byte[]> sealed = new ArrayList<>();
    for (Paired each : previous) {
      if (sealed.size() < PreviousPairing.MOST) {
        try {
          sealed.add(PreviousPairing.seal(each.pairing(), each.receiver().publicKey(), fresh));
        } catch (GeneralSecurityException e) {
          // Nothing can be sealed for that receiver, so nothing waits for it either.
        }
      }
    }
    return sealed;
  }

  /** A sent proof, waiting for its answer. */
  public final class Proof {
    private final byte[] message;
    private final BigInteger agreed;
    private final PakeSecrets secrets;
    private final HpkeKeyPair challenge;

    private Proof(byte[] message, BigInteger agreed, PakeSecrets secrets, HpkeKeyPair challenge) {
      this.message = message;
      this.agreed = agreed;
      this.secrets = secrets;
      this.challenge = challenge;
    }

    /** The second message. */
    public byte[] message() {
      return message.clone();
    }

    /**
     * The pairing as this side keeps it, once the receiver has shown that it knows the code, and
     * that it holds the key to which envelopes will be sealed.
     */
    public Paired finish(byte[] answer, Instant at)
        throws PairingFormatException, WrongCodeException {
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
      Profiles.Host host = Profiles.readHost(secrets.openFromHost(in.rest()));
      PairingRecord pairing = secrets.pairing(host.name(), at);
      byte[] publicKey = host.receiver().publicKey();
      if (!PossessionProof.holds(
          host.possession().toByteArray(), publicKey, challenge, pairing.id())) {
        throw new PairingFormatException("the receiver names a key that it does not hold");
      }
      return new Paired(pairing, host.receiver());
    }
  }
}
