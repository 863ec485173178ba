package nz.co.medimage.crypto.v1;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Stream;
import nz.co.medimage.crypto.v1.Vectors.Vector;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound1Payload;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound2Payload;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PairingVectorTest {

  @Nested
  class AWholePairing {
    private final Vector vector = Vectors.read("pairing/good.json");
    private final UUID session = UUID.fromString(vector.text("session"));
    private final PakeByHand guest = side("guest", Pake.guestName(session));
    private final PakeByHand host = side("host", Pake.hostName(session));
    private final BigInteger agreed = guest.agreed(host);

    private PakeByHand side(String who, String name) {
      Vector exponents = vector.object(who);
      return new PakeByHand(
          name,
          vector.text("code"),
          new BigInteger(exponents.text("x1"), 16),
          new BigInteger(exponents.text("x2"), 16));
    }

    @Test
    void bothSidesAgree() {
      assertEquals(agreed, host.agreed(guest));
      assertArrayEquals(vector.hex("agreed"), PakeWriter.element(agreed));
    }

    @Test
    void messagesCarryWhatTheExponentsGive() throws Exception {
      PakeReader hello = reader("hello", PakeMessages.HELLO);
      assertEquals(session, hello.session());
      checkRound1(guest, hello.round1("guest"));
      PakeReader answer = reader("helloAnswer", PakeMessages.HELLO_ANSWER);
      checkRound1(host, answer.round1("host"));
      checkRound2(host, guest, answer.round2("host"));
      PakeReader proof = reader("proof", PakeMessages.PROOF);
      assertEquals(session, proof.session());
      checkRound2(guest, host, proof.round2("guest"));
      assertEquals(guest.round3(host).getMacTag(), proof.round3("guest").getMacTag());
      PakeReader end = reader("proofAnswer", PakeMessages.PROOF_ANSWER);
      assertEquals(host.round3(guest).getMacTag(), end.round3("host").getMacTag());
    }

    @Test
    void keysFollowFromTheAgreement() throws Exception {
      PakeSecrets secrets = secrets();
      PairingRecord pairing = secrets.pairing("", VectorKeys.AT);

      assertEquals(vector.text("pairingId"), pairing.id().toString());
      assertArrayEquals(vector.hex("pairingKey"), pairing.key());
      assertEquals(
          vector.text("authorization"),
          PairingSecrets.credential(pairing.id(), pairing.key(), "wifi").toHeader());
    }

    @Test
    void profilesOpen() throws Exception {
      PakeReader proof = reader("proof", PakeMessages.PROOF);
      proof.session();
      proof.round2("guest");
      proof.round3("guest");
      PakeReader end = reader("proofAnswer", PakeMessages.PROOF_ANSWER);
      end.round3("host");
      PakeSecrets secrets = secrets();

      String deviceName = Profiles.readGuest(secrets.openFromGuest(proof.rest())).name();
      Profiles.Host receiver = Profiles.readHost(secrets.openFromHost(end.rest()));

      assertEquals(vector.text("deviceName"), deviceName);
      assertEquals(vector.text("receiverName"), receiver.name());
      assertArrayEquals(vector.hex("receiverPublicKey"), receiver.receiver().publicKey());
    }

    private PakeSecrets secrets() {
      byte[] begin = Arrays.copyOf(vector.base64("proof"), PakeMessages.PROOF_BEGIN_BYTES);
      return new PakeSecrets(agreed, vector.base64("hello"), vector.base64("helloAnswer"), begin);
    }

    private PakeReader reader(String field, byte type) throws PairingFormatException {
      byte[] message = vector.base64(field);
      return new PakeReader(message, type, message.length, message.length);
    }

    private void checkRound1(PakeByHand side, JPAKERound1Payload round1) throws Exception {
      assertEquals(side.gx1(), round1.getGx1());
      assertEquals(side.gx2(), round1.getGx2());
      side.check(round1);
    }

    private void checkRound2(PakeByHand side, PakeByHand other, JPAKERound2Payload round2)
        throws Exception {
      assertEquals(side.a(other), round2.getA());
      side.check(round2, other);
    }
  }

  static Stream<Vector> badHellos() {
    return Vectors.in("pairing").filter(vector -> vector.has("fails"));
  }

  @ParameterizedTest
  @MethodSource("badHellos")
  void badHellosAreRefused(Vector vector) {
    byte[] hello = vector.base64("hello");

    assertThrows(
        PairingFormatException.class, () -> new PakeHost(hello, "7-QXKD", new SecureRandom()));
  }

  @Test
  void theGoodHelloIsAnswered() throws Exception {
    byte[] hello = Vectors.read("pairing/good.json").base64("hello");

    PakeHost host = new PakeHost(hello, "7-QXKD", new SecureRandom());

    assertEquals(PakeMessages.HELLO_ANSWER_BYTES, host.helloAnswer().length);
  }
}
