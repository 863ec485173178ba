package nz.co.medimage.crypto.v1;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import nz.co.medimage.api.Route;

/** A whole pairing with all that is secret in it, and first messages with one fault each. */
final class PairingVectors {
  private static final String CODE = "7-QXKD";
  private static final UUID SESSION = UUID.fromString("5a1e7c3d-9b80-4f26-a1d4-c7e2f0938b64");

  private final Path folder;
  private final SecureRandom random = new SecureRandom();
  private final PakeByHand guest = side(Pake.guestName(SESSION));
  private final PakeByHand host = side(Pake.hostName(SESSION));

  PairingVectors(Path folder) {
    this.folder = folder;
  }

  private PakeByHand side(String name) {
    return new PakeByHand(name, CODE, PakeByHand.exponent(random), PakeByHand.exponent(random));
  }

  void write() throws IOException {
    byte[] hello = hello();
    PakeWriter answer = new PakeWriter(PakeMessages.HELLO_ANSWER);
    answer.round1(host.round1(random));
    answer.round2(host.round2(guest, random));
    PakeWriter proof = new PakeWriter(PakeMessages.PROOF);
    proof.session(SESSION);
    proof.round2(guest.round2(host, random));
    BigInteger agreed = guest.agreed(host);
    PakeSecrets secrets = new PakeSecrets(agreed, hello, answer.toByteArray(), proof.toByteArray());
    proof.round3(guest.round3(host));
    proof.bytes(
        secrets.sealFromGuest(Profiles.writeGuest(new Profiles.Guest("Ward phone", List.of()))));
    PakeWriter end = new PakeWriter(PakeMessages.PROOF_ANSWER);
    end.round3(host.round3(guest));
    byte[] receiverKey = VectorKeys.publicKey(VectorKeys.PRIVATE_KEY);
    List<Route> routes = List.of(new Route("wifi", Map.of("port", "5566")));
    end.bytes(
        secrets.sealFromHost(
            Profiles.writeHost(
                new Profiles.Host("Surgery", new ReceiverRecord(receiverKey, routes)))));

    Map<String, Object> fields =
        VectorKeys.begin("A whole pairing; x1 and x2 are each side's own.");
    fields.put("code", CODE);
    fields.put("session", SESSION.toString());
    fields.put("guest", exponents(guest));
    fields.put("host", exponents(host));
    fields.put("hello", base64(hello));
    fields.put("helloAnswer", base64(answer.toByteArray()));
    fields.put("proof", base64(proof.toByteArray()));
    fields.put("proofAnswer", base64(end.toByteArray()));
    fields.put("agreed", Vectors.Hex.encode(PakeWriter.element(agreed)));
    PairingRecord pairing = secrets.pairing("", VectorKeys.AT);
    fields.put("pairingId", pairing.id().toString());
    fields.put("pairingKey", Vectors.Hex.encode(pairing.key()));
    fields.put(
        "authorization", PairingSecrets.credential(pairing.id(), pairing.key(), "wifi").toHeader());
    fields.put("deviceName", "Ward phone");
    fields.put("receiverName", "Surgery");
    fields.put("receiverPublicKey", Vectors.Hex.encode(receiverKey));
    Vectors.write(folder.resolve("good.json"), fields);
    writeHelloFaults(hello);
  }

  private byte[] hello() {
    PakeWriter hello = new PakeWriter(PakeMessages.HELLO);
    hello.session(SESSION);
    hello.round1(guest.round1(random));
    return hello.toByteArray();
  }

  private void writeHelloFaults(byte[] hello) throws IOException {
    fails("empty", "No byte at all.", new byte[0]);
    fails("version", "Version 2.", set(hello, 0, 2));
    fails("type", "A type that does not exist.", set(hello, 1, 9));
    fails("cut", "The last byte is missing.", Arrays.copyOf(hello, hello.length - 1));
    fails("trailing", "One byte too many.", Arrays.copyOf(hello, hello.length + 1));
    fails("session", "The proofs are of another session.", set(hello, 2, hello[2] ^ 1));
    fails("gx1-flipped", "A bit of g^x1 is flipped.", set(hello, 401, hello[401] ^ 1));
    byte[] one = hello.clone();
    Arrays.fill(one, 402, 786, (byte) 0);
    one[785] = 1;
    fails("gx2-one", "g^x2 is 1, which would make the code matter no more.", one);
    byte[] zero = hello.clone();
    Arrays.fill(zero, 402, 786, (byte) 0);
    fails("gx2-zero", "g^x2 is 0.", zero);
    byte[] large = hello.clone();
    Arrays.fill(large, 18, 402, (byte) 0xFF);
    fails("gx1-large", "g^x1 is larger than the prime.", large);
    int last = hello.length - 1;
    fails(
        "proof-flipped", "A bit of the last proof is flipped.", set(hello, last, hello[last] ^ 1));
  }

  private void fails(String name, String what, byte[] hello) throws IOException {
    Map<String, Object> fields = VectorKeys.begin(what);
    fields.put("hello", base64(hello));
    fields.put("fails", "bad-message");
    Vectors.write(folder.resolve("bad-hello-" + name + ".json"), fields);
  }

  private static Map<String, String> exponents(PakeByHand side) {
    Map<String, String> exponents = new LinkedHashMap<>();
    exponents.put("x1", side.x1.toString(16));
    exponents.put("x2", side.x2.toString(16));
    return exponents;
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
