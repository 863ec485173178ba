package nz.co.medimage.crypto.v1;

import com.google.crypto.tink.util.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import nz.co.medimage.api.transport.Route;

/** A whole pairing, put together by hand of numbers that are known. */
final class PairingByHand {
  static final String CODE = "7-QXKD";
  static final UUID SESSION = UUID.fromString("5a1e7c3d-9b80-4f26-a1d4-c7e2f0938b64");
  static final String DEVICE = "Ward phone";
  static final String RECEIVER = "Surgery";

  final PakeByHand guest;
  final PakeByHand host;
  final byte[] hello;
  final byte[] helloAnswer;
  final byte[] proof;
  final byte[] proofAnswer;
  final BigInteger agreed;
  final PairingRecord pairing;

  PairingByHand(PakeByHand.Numbers guestNumbers, PakeByHand.Numbers hostNumbers) {
    this(guestNumbers, hostNumbers, CODE, VectorKeys.PRIVATE_KEY, List.of());
  }

  PairingByHand(
      PakeByHand.Numbers guestNumbers,
      PakeByHand.Numbers hostNumbers,
      String hostCode,
      byte[] hostPrivateKey,
      List<PakeGuest.Paired> previous) {
    guest = new PakeByHand(Pake.guestName(SESSION), CODE, guestNumbers);
    host = new PakeByHand(Pake.hostName(SESSION), hostCode, hostNumbers);
    hello = hello();
    helloAnswer = helloAnswer();
    agreed = guest.agreed(host);
    byte[] begin = proofBegin();
    PakeSecrets secrets = new PakeSecrets(agreed, hello, helloAnswer, begin);
    pairing = secrets.pairing(DEVICE, VectorKeys.AT);
    byte[] confirmation = Arrays.copyOfRange(macOf(guest, host), 2, 34);
    List<byte[]> sealed = previous.stream().map(each -> seal(each, pairing)).toList();
    proof =
        Keys.join(
            begin,
            confirmation,
            secrets.sealFromGuest(
                Profiles.writeGuest(
                    new Profiles.Guest(DEVICE, Bytes.copyFrom(challenge()), sealed))));
    PakeWriter end = new PakeWriter(PakeMessages.PROOF_ANSWER);
    end.round3(host.round3(guest));
    end.bytes(secrets.sealFromHost(Profiles.writeHost(profile(hostPrivateKey))));
    proofAnswer = end.toByteArray();
  }

  static byte[] receiverKey() {
    return VectorKeys.publicKey(VectorKeys.PRIVATE_KEY);
  }

  private static byte[] challenge() {
    return VectorKeys.publicKey(VectorKeys.CHALLENGE_PRIVATE_KEY);
  }

  /** That of a host that has {@code privateKey}, whichever public key it names. */
  private Profiles.Host profile(byte[] privateKey) {
    List<Route> routes = List.of(new Route("wifi", Map.of("port", "5566")));
    try {
      return new Profiles.Host(
          RECEIVER,
          new ReceiverRecord(receiverKey(), routes),
          Bytes.copyFrom(
              PossessionProof.make(HpkeKeyPair.of(privateKey), challenge(), pairing.id())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] seal(PakeGuest.Paired previous, PairingRecord fresh) {
    try {
      return PreviousPairing.seal(previous.pairing(), previous.receiver().publicKey(), fresh.id());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] hello() {
    PakeWriter out = new PakeWriter(PakeMessages.HELLO);
    out.session(SESSION);
    out.round1(guest.round1());
    return out.toByteArray();
  }

  private byte[] helloAnswer() {
    PakeWriter out = new PakeWriter(PakeMessages.HELLO_ANSWER);
    out.round1(host.round1());
    out.round2(host.round2(guest));
    return out.toByteArray();
  }

  private byte[] proofBegin() {
    PakeWriter out = new PakeWriter(PakeMessages.PROOF);
    out.session(SESSION);
    out.round2(guest.round2(host));
    return out.toByteArray();
  }

  private static byte[] macOf(PakeByHand one, PakeByHand other) {
    PakeWriter out = new PakeWriter(PakeMessages.PROOF);
    out.round3(one.round3(other));
    return out.toByteArray();
  }
}
