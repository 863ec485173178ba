package nz.co.medimage.crypto.v1;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import nz.co.medimage.crypto.v1.PakeByHand.Numbers;
import nz.co.medimage.crypto.v1.Vectors.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PairingVectorTest {

  static Stream<Vector> good() {
    return Vectors.in("pairing").filter(vector -> vector.name().startsWith("good"));
  }

  private static Stream<Vector> bad(String what) {
    return Vectors.in("pairing").filter(vector -> vector.name().startsWith("bad-" + what));
  }

  static Stream<Vector> badHellos() {
    return bad("hello");
  }

  static Stream<Vector> badAnswers() {
    return bad("answer");
  }

  static Stream<Vector> badEnds() {
    return bad("end");
  }

  private static Numbers numbers(Vector side) {
    return new Numbers(
        number(side, "x1"),
        number(side, "x2"),
        number(side, "v1"),
        number(side, "v2"),
        number(side, "v3"));
  }

  private static BigInteger number(Vector side, String name) {
    return new BigInteger(side.text(name), 16);
  }

  private static UUID session(Vector vector) {
    return UUID.fromString(vector.text("session"));
  }

  /** The phone of a case, which draws what the case says, so that its messages are the same. */
  private static PakeGuest guest(Vector vector) {
    ScriptedRandom random = ScriptedRandom.of(session(vector), numbers(vector.object("guest")));
    PakeGuest guest = new PakeGuest(vector.text("code"), random);
    assertArrayEquals(vector.base64("hello"), guest.hello());
    return guest;
  }

  private static PakeGuest.Proof prove(PakeGuest guest, Vector vector)
      throws PairingFormatException {
    return guest.prove(vector.base64("helloAnswer"), "Ward phone", List.of());
  }

  private static byte[] begin(byte[] proof) {
    return Arrays.copyOf(proof, PakeMessages.MIN_PROOF_BYTES);
  }

  @ParameterizedTest
  @MethodSource("good")
  void aPhoneSaysTheSame(Vector vector) throws Exception {
    PakeGuest.Proof proof = prove(guest(vector), vector);

    assertArrayEquals(begin(vector.base64("proof")), begin(proof.message()));
    PakeGuest.Paired paired = proof.finish(vector.base64("proofAnswer"), VectorKeys.AT);
    PairingRecord pairing = paired.pairing();
    assertEquals(vector.text("receiverName"), pairing.name());
    assertArrayEquals(vector.hex("receiverPublicKey"), paired.receiver().publicKey());
    assertEquals(vector.text("pairingId"), pairing.id().toString());
    assertArrayEquals(vector.hex("pairingKey"), pairing.key());
    assertEquals(
        vector.text("authorization"),
        VectorKeys.authorization(PairingSecrets.credential(pairing.id(), pairing.key(), "wifi")));
  }

  @ParameterizedTest
  @MethodSource("good")
  void aReceiverSaysTheSame(Vector vector) throws Exception {
    ScriptedRandom random = new ScriptedRandom();
    numbers(vector.object("host")).all().forEach(random::number);
    PakeHost host = new PakeHost(vector.base64("hello"), vector.text("code"), random);

    assertArrayEquals(vector.base64("helloAnswer"), host.helloAnswer());
    PakeHost.Agreement agreement = host.verify(vector.base64("proof"), VectorKeys.AT);
    assertEquals(vector.text("deviceName"), agreement.pairing().name());
    assertEquals(vector.text("pairingId"), agreement.pairing().id().toString());
    assertArrayEquals(vector.hex("pairingKey"), agreement.pairing().key());
    byte[] end = agreement.answer("", HpkeKeyPair.of(vector.hex("receiverPrivateKey")), List.of());
    assertArrayEquals(
        Arrays.copyOf(vector.base64("proofAnswer"), PakeMessages.MIN_PROOF_ANSWER_BYTES),
        Arrays.copyOf(end, PakeMessages.MIN_PROOF_ANSWER_BYTES));
  }

  @ParameterizedTest
  @MethodSource("good")
  void bothSidesAgreeByTheFormulas(Vector vector) {
    UUID session = session(vector);
    String code = vector.text("code");
    PakeByHand guest =
        new PakeByHand(Pake.guestName(session), code, numbers(vector.object("guest")));
    PakeByHand host = new PakeByHand(Pake.hostName(session), code, numbers(vector.object("host")));

    assertEquals(guest.agreed(host), host.agreed(guest));
    assertArrayEquals(vector.hex("agreed"), PakeWriter.element(guest.agreed(host)));
  }

  @Test
  void numbersThatBeginWithZeroBytesAreAmongThem() {
    Vector agreed = Vectors.read("pairing/good-zero-agreed.json");
    assertEquals(0, agreed.hex("agreed")[0]);
    Vector powers = Vectors.read("pairing/good-zero-public.json");
    assertEquals(0, powers.base64("hello")[18]);
    Vector confirmation = Vectors.read("pairing/good-zero-confirmation.json");
    assertEquals(0, confirmation.base64("proof")[PakeMessages.PROOF_BEGIN_BYTES]);
  }

  @Test
  void aReceiverOpensTheEarlierPairingsThatAreWithIt() throws Exception {
    Vector vector = Vectors.read("pairing/good-previous.json");
    ScriptedRandom random = new ScriptedRandom();
    numbers(vector.object("host")).all().forEach(random::number);
    PakeHost host = new PakeHost(vector.base64("hello"), vector.text("code"), random);
    assertTrue(host.helloAnswer().length > 0);
    PakeHost.Agreement agreement = host.verify(vector.base64("proof"), VectorKeys.AT);

    List<PairingRecord> previous =
        agreement.previous(HpkeKeyPair.of(vector.hex("receiverPrivateKey")));

    assertEquals(1, previous.size());
    assertEquals(vector.text("previousId"), previous.get(0).id().toString());
    assertArrayEquals(vector.hex("previousKey"), previous.get(0).key());
  }

  @ParameterizedTest
  @MethodSource("badHellos")
  void badHellosAreRefused(Vector vector) {
    byte[] hello = vector.base64("hello");

    assertThrows(
        PairingFormatException.class, () -> new PakeHost(hello, "7-QXKD", new SecureRandom()));
  }

  @ParameterizedTest
  @MethodSource("badAnswers")
  void aPhoneProvesNothingToWhoeverAnswersBadly(Vector vector) {
    PakeGuest guest = guest(vector);

    assertThrows(PairingFormatException.class, () -> prove(guest, vector));
  }

  @ParameterizedTest
  @MethodSource("badEnds")
  void aPhoneIsNotPairedByABadEnd(Vector vector) throws Exception {
    PakeGuest.Proof proof = prove(guest(vector), vector);

    Class<? extends Exception> refusal =
        vector.text("fails").equals("wrong-code")
            ? WrongCodeException.class
            : PairingFormatException.class;
    assertThrows(refusal, () -> proof.finish(vector.base64("proofAnswer"), VectorKeys.AT));
  }
}
