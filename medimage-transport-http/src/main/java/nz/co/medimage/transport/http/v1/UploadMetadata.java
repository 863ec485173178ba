package nz.co.medimage.transport.http.v1;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import nz.co.medimage.api.EnvelopeId;

/** The header {@code Upload-Metadata} of tus 1.0.0: pairs of a key and a Base64 value. */
public final class UploadMetadata {
  /** The key whose value is the envelope's id as text. */
  public static final String ENVELOPE = "envelope";

  private UploadMetadata() {}

  /** Returns the header for an envelope. */
  public static String of(EnvelopeId id) {
    byte[] text = id.toString().getBytes(StandardCharsets.US_ASCII);
    return ENVELOPE + " " + Base64.getEncoder().encodeToString(text);
  }

  /**
   * Reads the envelope's id; other keys are ignored.
   *
   * @throws IllegalArgumentException with one sentence if the header is malformed or has no id
   */
  public static EnvelopeId envelope(String header) {
    byte[] text = parse(header).get(ENVELOPE);
    if (text == null) {
      throw new IllegalArgumentException("Upload-Metadata has no key named envelope");
    }
    return EnvelopeId.parse(new String(text, StandardCharsets.UTF_8));
  }

  private static Map<String, byte[]> parse(String header) {
    Map<String, byte[]> pairs = new HashMap<>();
    for (String pair : header.split(",", -1)) {
      String[] parts = pair.trim().split(" ", -1);
      if (parts[0].isEmpty() || parts.length > 2) {
        throw new IllegalArgumentException(
            "Upload-Metadata is a list of keys with Base64 values, separated by commas");
      }
      byte[] value = parts.length == 1 ? new byte[0] : decode(parts[1]);
      if (pairs.put(parts[0], value) != null) {
        throw new IllegalArgumentException("Upload-Metadata names a key twice");
      }
    }
    return pairs;
  }

  private static byte[] decode(String value) {
    try {
      return Base64.getDecoder().decode(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("Upload-Metadata has a value that is not Base64", e);
    }
  }
}
