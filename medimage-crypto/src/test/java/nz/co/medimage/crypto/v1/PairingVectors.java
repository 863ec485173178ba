package nz.co.medimage.crypto.v1;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import nz.co.medimage.api.PairingId;
import org.bouncycastle.util.BigIntegers;

/** Whole pairings with all that is secret in them, and messages with one fault each. */
final class PairingVectors {
  private static final int GX1 = 18;
  private static final int GX2 = GX1 + PakeMessages.ELEMENT_BYTES;
  private static final int V1 = GX2 + PakeMessages.ELEMENT_BYTES;
  private static final int R1 = V1 + PakeMessages.ELEMENT_BYTES;

  /** How far a part of a hello answer lies before the same part of a hello, which has a session. */
  private static final int SESSION = 16;

  private static final int A =
      PakeMessages.HELLO_ANSWER_BYTES - 2 * PakeMessages.ELEMENT_BYTES - PakeMessages.SCALAR_BYTES;

  private final Path folder;
  private final SecureRandom random = new SecureRandom();

  PairingVectors(Path folder) {
    this.folder = folder;
  }

  void write() throws IOException {
    PairingByHand whole = fresh();
    write("good", "A whole pairing.", whole);
    writeZeros();
    writePrevious();
    writeHelloFaults(whole.hello);
    writeAnswerFaults(whole);
    writeEndFaults(whole);
  }

  private PairingByHand fresh() {
    return new PairingByHand(numbers(), numbers());
  }

  private PakeByHand.Numbers numbers() {
    return PakeByHand.Numbers.fresh(random);
  }

  /** Proofs of which r + q and V + p are not too large to be written. */
  private PairingByHand withRoom() {
    return first(
        this::fresh,
        whole ->
            fits(whole.hello, R1, PakeByHand.Q, PakeMessages.SCALAR_BYTES)
                && fits(whole.hello, V1, PakeByHand.P, PakeMessages.ELEMENT_BYTES)
                && fits(whole.helloAnswer, R1 - SESSION, PakeByHand.Q, PakeMessages.SCALAR_BYTES)
                && fits(whole.helloAnswer, V1 - SESSION, PakeByHand.P, PakeMessages.ELEMENT_BYTES));
  }

  private static boolean fits(byte[] message, int at, BigInteger more, int size) {
    return number(message, at, size).add(more).bitLength() <= 8 * size;
  }

  private static <T> T first(Supplier<T> source, Predicate<T> wanted) {
    T found = source.get();
    while (!wanted.test(found)) {
      found = source.get();
    }
    return found;
  }

  /** In each, what a message shows begins with a zero byte, as one number in 144 does. */
  private void writeZeros() throws IOException {
    write(
        "good-zero-public",
        "All four g^x begin with a zero byte.",
        new PairingByHand(zeroPowers(), zeroPowers()));
    write(
        "good-zero-proofs",
        "V of the guest's proof for x1, and r of that for x2, begin with a zero byte.",
        new PairingByHand(zeroProofs(), numbers()));
    write(
        "good-zero-guest-a",
        "A of the guest begins with a zero byte.",
        first(this::fresh, whole -> beginsWithZero(whole.guest.a(whole.host))));
    write(
        "good-zero-host-a",
        "A of the host begins with a zero byte.",
        first(this::fresh, whole -> beginsWithZero(whole.host.a(whole.guest))));
    write(
        "good-zero-agreed",
        "The agreed element begins with a zero byte.",
        first(this::fresh, whole -> beginsWithZero(whole.agreed)));
    write(
        "good-zero-confirmation",
        "The guest's confirmation begins with a zero byte.",
        first(this::fresh, whole -> whole.proof[PakeMessages.PROOF_BEGIN_BYTES] == 0));
  }

  private static boolean beginsWithZero(BigInteger element) {
    return PakeWriter.element(element)[0] == 0;
  }

  private PakeByHand.Numbers zeroPowers() {
    Supplier<BigInteger> zero =
        () ->
            first(
                () -> PakeByHand.exponent(random),
                x -> beginsWithZero(side(x, BigInteger.ONE).gx1()));
    BigInteger v = PakeByHand.exponent(random);
    return new PakeByHand.Numbers(
        zero.get(), zero.get(), v, PakeByHand.exponent(random), PakeByHand.exponent(random));
  }

  private PakeByHand.Numbers zeroProofs() {
    BigInteger x1 = PakeByHand.exponent(random);
    BigInteger x2 = PakeByHand.exponent(random);
    BigInteger v1 =
        first(() -> PakeByHand.exponent(random), v -> beginsWithZero(side(v, x2).gx1()));
    return first(
        () ->
            new PakeByHand.Numbers(
                x1, x2, v1, PakeByHand.exponent(random), PakeByHand.exponent(random)),
        numbers ->
            new PakeByHand(Pake.guestName(PairingByHand.SESSION), PairingByHand.CODE, numbers)
                    .round1()
                    .getKnowledgeProofForX2()[1]
                    .bitLength()
                <= 8 * (PakeMessages.SCALAR_BYTES - 1));
  }

  private static PakeByHand side(BigInteger x1, BigInteger x2) {
    BigInteger one = BigInteger.ONE;
    return new PakeByHand("", PairingByHand.CODE, new PakeByHand.Numbers(x1, x2, one, one, one));
  }

  private void writePrevious() throws IOException {
    ReceiverRecord here = new ReceiverRecord(PairingByHand.receiverKey(), List.of());
    ReceiverRecord elsewhere =
        new ReceiverRecord(VectorKeys.publicKey(VectorKeys.OTHER_PRIVATE_KEY), List.of());
    PairingByHand whole =
        new PairingByHand(
            numbers(),
            numbers(),
            PairingByHand.CODE,
            VectorKeys.PRIVATE_KEY,
            List.of(
                previous(VectorKeys.PAIRING, VectorKeys.PAIRING_KEY, here),
                previous(VectorKeys.OTHER_PAIRING, VectorKeys.OTHER_PAIRING_KEY, elsewhere)));
    Map<String, Object> fields = fields("Two earlier pairings, one of them with this host.", whole);
    fields.put("previousId", VectorKeys.PAIRING.toString());
    fields.put("previousKey", Vectors.Hex.encode(VectorKeys.PAIRING_KEY));
    Vectors.write(folder.resolve("good-previous.json"), fields);
  }

  private static PakeGuest.Paired previous(PairingId id, byte[] key, ReceiverRecord receiver) {
    return new PakeGuest.Paired(new PairingRecord(id, "", VectorKeys.AT, key), receiver);
  }

  private void write(String name, String what, PairingByHand whole) throws IOException {
    Vectors.write(folder.resolve(name + ".json"), fields(what, whole));
  }

  private static Map<String, Object> fields(String what, PairingByHand whole) {
    Map<String, Object> fields = begin(what, whole);
    fields.put("host", numbers(whole.host));
    fields.put("helloAnswer", base64(whole.helloAnswer));
    fields.put("proof", base64(whole.proof));
    fields.put("proofAnswer", base64(whole.proofAnswer));
    fields.put("agreed", Vectors.Hex.encode(PakeWriter.element(whole.agreed)));
    PairingRecord pairing = whole.pairing;
    fields.put("pairingId", pairing.id().toString());
    fields.put("pairingKey", Vectors.Hex.encode(pairing.key()));
    fields.put(
        "authorization",
        VectorKeys.authorization(PairingSecrets.credential(pairing.id(), pairing.key(), "wifi")));
    fields.put("deviceName", PairingByHand.DEVICE);
    fields.put("receiverName", PairingByHand.RECEIVER);
    fields.put("receiverPrivateKey", Vectors.Hex.encode(VectorKeys.PRIVATE_KEY));
    fields.put("receiverPublicKey", Vectors.Hex.encode(PairingByHand.receiverKey()));
    return fields;
  }

  private static Map<String, Object> begin(String what, PairingByHand whole) {
    Map<String, Object> fields = VectorKeys.begin(what);
    fields.put("code", PairingByHand.CODE);
    fields.put("session", PairingByHand.SESSION.toString());
    Map<String, String> guest = numbers(whole.guest);
    guest.put("challengePrivateKey", Vectors.Hex.encode(VectorKeys.CHALLENGE_PRIVATE_KEY));
    fields.put("guest", guest);
    fields.put("hello", base64(whole.hello));
    return fields;
  }

  private void writeHelloFaults(byte[] hello) throws IOException {
    helloFails("empty", "No byte at all.", new byte[0]);
    helloFails("version", "Version 2.", set(hello, 0, 2));
    helloFails("type", "A type that does not exist.", set(hello, 1, 9));
    helloFails("cut", "The last byte is missing.", Arrays.copyOf(hello, hello.length - 1));
    helloFails("trailing", "One byte too many.", Arrays.copyOf(hello, hello.length + 1));
    helloFails("session", "The proofs are of another session.", set(hello, 2, hello[2] ^ 1));
    PairingByHand whole = withRoom();
    for (Map.Entry<String, byte[]> fault : round1Faults(whole.hello, GX1).entrySet()) {
      String[] said = fault.getKey().split(": ");
      helloFails(said[0], said[1], fault.getValue());
    }
  }

  private void helloFails(String name, String what, byte[] hello) throws IOException {
    Map<String, Object> fields = VectorKeys.begin(what);
    fields.put("hello", base64(hello));
    fields.put("fails", "bad-message");
    Vectors.write(folder.resolve("bad-hello-" + name + ".json"), fields);
  }

  /** What can be wrong with the values and proofs that begin at {@code gx1}. */
  private static Map<String, byte[]> round1Faults(byte[] message, int gx1) {
    int gx2 = gx1 + GX2 - GX1;
    int v1 = gx1 + V1 - GX1;
    int r1 = gx1 + R1 - GX1;
    int r2 = r1 + PakeMessages.SCALAR_BYTES + PakeMessages.ELEMENT_BYTES;
    int last = r2 + PakeMessages.SCALAR_BYTES - 1;
    BigInteger x1 = number(message, gx1, PakeMessages.ELEMENT_BYTES);
    Map<String, byte[]> faults = new LinkedHashMap<>();
    faults.put(
        "gx1-flipped: A bit of g^x1 is flipped.", set(message, gx2 - 1, message[gx2 - 1] ^ 1));
    faults.put(
        "gx2-one: g^x2 is 1, which would make the code matter no more.",
        with(message, gx2, BigInteger.ONE, PakeMessages.ELEMENT_BYTES));
    faults.put(
        "gx2-zero: g^x2 is 0.", with(message, gx2, BigInteger.ZERO, PakeMessages.ELEMENT_BYTES));
    byte[] large = message.clone();
    Arrays.fill(large, gx1, gx2, (byte) 0xFF);
    faults.put("gx1-large: g^x1 is larger than the prime.", large);
    faults.put(
        "gx1-order: g^x1 is p less the right one, so outside of the subgroup.",
        with(message, gx1, PakeByHand.P.subtract(x1), PakeMessages.ELEMENT_BYTES));
    faults.put("v-large: p is added to V of the first proof.", more(message, v1, PakeByHand.P));
    faults.put("r-large: q is added to r of the first proof.", more(message, r1, PakeByHand.Q));
    faults.put(
        "proof-flipped: A bit of the proof for x2 is flipped.",
        set(message, last, message[last] ^ 1));
    return faults;
  }

  private void writeAnswerFaults(PairingByHand whole) throws IOException {
    byte[] answer = whole.helloAnswer;
    answerFails("empty", "No byte at all.", whole, new byte[0]);
    answerFails("version", "Version 2.", whole, set(answer, 0, 2));
    answerFails("type", "The type of a proof answer.", whole, set(answer, 1, 4));
    answerFails(
        "cut", "The last byte is missing.", whole, Arrays.copyOf(answer, answer.length - 1));
    answerFails("trailing", "One byte too many.", whole, Arrays.copyOf(answer, answer.length + 1));
    answerFails("mirrored", "The guest's own values and proofs come back.", whole, mirrored(whole));
    answerFails(
        "a-flipped", "A bit of A is flipped.", whole, set(answer, A + 9, answer[A + 9] ^ 1));
    BigInteger a = number(answer, A, PakeMessages.ELEMENT_BYTES);
    answerFails("a-zero", "A is 0.", whole, withA(answer, BigInteger.ZERO));
    answerFails("a-large", "A is p.", whole, withA(answer, PakeByHand.P));
    answerFails(
        "a-order",
        "A is p less the right one, so outside of the subgroup.",
        whole,
        withA(answer, PakeByHand.P.subtract(a)));
    int last = answer.length - 1;
    answerFails(
        "a-proof-flipped",
        "A bit of the proof for x2·s is flipped.",
        whole,
        set(answer, last, answer[last] ^ 1));
    PairingByHand roomy = withRoom();
    for (Map.Entry<String, byte[]> fault :
        round1Faults(roomy.helloAnswer, GX1 - SESSION).entrySet()) {
      String[] said = fault.getKey().split(": ");
      answerFails(said[0], said[1], roomy, fault.getValue());
    }
  }

  private static byte[] mirrored(PairingByHand whole) {
    byte[] mirrored = whole.helloAnswer.clone();
    int round1 = PakeMessages.HELLO_BYTES - GX1;
    System.arraycopy(whole.hello, GX1, mirrored, GX1 - SESSION, round1);
    return mirrored;
  }

  private void answerFails(String name, String what, PairingByHand whole, byte[] answer)
      throws IOException {
    Map<String, Object> fields = begin(what, whole);
    fields.put("helloAnswer", base64(answer));
    fields.put("fails", "bad-message");
    Vectors.write(folder.resolve("bad-answer-" + name + ".json"), fields);
  }

  private void writeEndFaults(PairingByHand whole) throws IOException {
    byte[] end = whole.proofAnswer;
    int last = end.length - 1;
    endFails("cut", "The confirmation is cut.", whole, Arrays.copyOf(end, 33), "bad-message");
    endFails("type", "The type of a proof.", whole, set(end, 1, 3), "bad-message");
    endFails(
        "confirmation",
        "A bit of the confirmation is flipped.",
        whole,
        set(end, 5, end[5] ^ 1),
        "wrong-code");
    endFails(
        "mirrored",
        "The guest's own confirmation comes back.",
        whole,
        Keys.join(
            Arrays.copyOf(end, 2),
            Arrays.copyOfRange(
                whole.proof, PakeMessages.PROOF_BEGIN_BYTES, PakeMessages.MIN_PROOF_BYTES),
            Arrays.copyOfRange(end, PakeMessages.MIN_PROOF_ANSWER_BYTES, end.length)),
        "wrong-code");
    endFails(
        "profile",
        "A bit of the profile is flipped.",
        whole,
        set(end, last, end[last] ^ 1),
        "bad-message");
    PairingByHand poser =
        new PairingByHand(
            numbers(), numbers(), PairingByHand.CODE, VectorKeys.OTHER_PRIVATE_KEY, List.of());
    endFails(
        "possession",
        "The host names a public key, but has another private key.",
        poser,
        poser.proofAnswer,
        "bad-message");
    PairingByHand other =
        new PairingByHand(numbers(), numbers(), "7-QXKC", VectorKeys.PRIVATE_KEY, List.of());
    endFails("other-code", "The host has the code 7-QXKC.", other, other.proofAnswer, "wrong-code");
  }

  private void endFails(String name, String what, PairingByHand whole, byte[] end, String category)
      throws IOException {
    Map<String, Object> fields = begin(what, whole);
    fields.put("helloAnswer", base64(whole.helloAnswer));
    fields.put("proofAnswer", base64(end));
    fields.put("fails", category);
    Vectors.write(folder.resolve("bad-end-" + name + ".json"), fields);
  }

  private static Map<String, String> numbers(PakeByHand side) {
    Map<String, String> named = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(List.of("x1", "x2", "v1", "v2", "v3"));
    side.numbers().all().forEach(number -> named.put(names.remove(0), number.toString(16)));
    return named;
  }

  private static BigInteger number(byte[] message, int at, int size) {
    return new BigInteger(1, Arrays.copyOfRange(message, at, at + size));
  }

  private static byte[] more(byte[] message, int at, BigInteger more) {
    int size = more.bitLength() / 8;
    return with(message, at, number(message, at, size).add(more), size);
  }

  private static byte[] withA(byte[] answer, BigInteger a) {
    return with(answer, A, a, PakeMessages.ELEMENT_BYTES);
  }

  private static byte[] with(byte[] message, int at, BigInteger number, int size) {
    byte[] changed = message.clone();
    byte[] bytes = BigIntegers.asUnsignedByteArray(size, number);
    System.arraycopy(bytes, 0, changed, at, size);
    return changed;
  }

  private static byte[] set(byte[] message, int at, int value) {
    byte[] changed = message.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
