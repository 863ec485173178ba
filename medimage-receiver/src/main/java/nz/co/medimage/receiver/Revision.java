package nz.co.medimage.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import nz.co.medimage.api.file.Sha256;

/**
 * Tells what a person saw of a photo from what is so later. Two parts, so that what the receiver
 * does about a request does not look like a change under it.
 *
 * @param facts what became of the photo
 * @param open what is asked for, what is in doubt, and which sinks may have it
 */
record Revision(String facts, String open) {
  private static final int BYTES = 8;

  static Revision of(List<?> facts, List<?> open) {
    return new Revision(digest(facts), digest(open));
  }

  private static String digest(List<?> parts) {
    MessageDigest digest = Sha256.newDigest();
    for (Object part : parts) {
      byte[] bytes = part.toString().getBytes(UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  @Override
  public String toString() {
    return facts + "-" + open;
  }
}
