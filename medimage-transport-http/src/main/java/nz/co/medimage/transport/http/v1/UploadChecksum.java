package nz.co.medimage.transport.http.v1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** The header {@code Upload-Checksum} of tus 1.0.0: an algorithm and a Base64 digest. */
public final class UploadChecksum {
  /** The value of {@code Tus-Checksum-Algorithm}. */
  public static final String ALGORITHMS = "sha1,sha256";

  private final MessageDigest digest;
  private final byte[] expected;

  private UploadChecksum(MessageDigest digest, byte[] expected) {
    this.digest = digest;
    this.expected = expected;
  }

  /**
   * Reads a header.
   *
   * @throws IllegalArgumentException with one sentence if it is malformed or of another algorithm
   */
  public static UploadChecksum parse(String header) {
    String[] parts = header.trim().split(" ", -1);
    if (parts.length != 2 || !List.of(ALGORITHMS.split(",")).contains(parts[0])) {
      throw new IllegalArgumentException(
          "Upload-Checksum is sha1 or sha256, a space and the digest in Base64");
    }
    try {
      MessageDigest digest = MessageDigest.getInstance(parts[0].replace("sha", "SHA-"));
      byte[] expected = Base64.getDecoder().decode(parts[1]);
      if (expected.length != digest.getDigestLength()) {
        throw new IllegalArgumentException("Upload-Checksum has a digest of the wrong length");
      }
      return new UploadChecksum(digest, expected);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1 and SHA-256", e);
    }
  }

  /** Adds content to the digest. */
  public void update(byte[] bytes, int offset, int length) {
    digest.update(bytes, offset, length);
  }

  /** Whether the content matches the header. Call this once. */
  public boolean matches() {
    return MessageDigest.isEqual(digest.digest(), expected);
  }
}
