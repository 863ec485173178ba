package nz.co.medimage.relay;

import java.io.IOException;
import java.util.Arrays;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.transport.http.v1.Problem;

/**
 * What a receiver said to a message, as the store keeps it: a byte that says which, then the reply,
 * or the problem for which a pairing message was refused.
 */
final class StoredReply {
  private static final byte REPLY = 0;
  private static final byte REFUSAL = 1;

  private StoredReply() {}

  static byte[] reply(byte[] reply) {
    return tagged(REPLY, reply);
  }

  static byte[] refusal(PairingRefusedException refusal) {
    Problem problem =
        Problem.of(refusal).orElseThrow(() -> new IllegalStateException("refusals are problems"));
    return tagged(REFUSAL, problem.toJson());
  }

  private static byte[] tagged(byte tag, byte[] content) {
    byte[] stored = new byte[1 + content.length];
    stored[0] = tag;
    System.arraycopy(content, 0, stored, 1, content.length);
    return stored;
  }

  /**
   * Reads a stored reply.
   *
   * @throws IOException the refusal, if the receiver refused the message
   */
  static byte[] open(byte[] stored) throws IOException {
    byte[] content = Arrays.copyOfRange(stored, 1, stored.length);
    if (stored[0] == REFUSAL) {
      throw Problem.read(0, content).toException();
    }
    return content;
  }
}
