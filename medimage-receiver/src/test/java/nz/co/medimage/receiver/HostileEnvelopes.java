package nz.co.medimage.receiver;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.crypto.SenderPairing;

/**
 * Authentic envelopes as no honest sender makes them, with any text for a manifest. The public API
 * cannot make them, so this reaches behind it.
 */
final class HostileEnvelopes {
  private HostileEnvelopes() {}

  /** Seals a content under a manifest that is taken as it is. */
  static byte[] seal(SenderPairing pairing, EnvelopeId id, String manifest, byte[] content)
      throws ReflectiveOperationException {
    ByteArrayOutputStream sealed = new ByteArrayOutputStream();
    Method write =
        Class.forName("nz.co.medimage.crypto.v1.EnvelopeWriter")
            .getMethod(
                "write",
                EnvelopeId.class,
                PairingId.class,
                byte[].class,
                byte[].class,
                byte[].class,
                long.class,
                InputStream.class,
                OutputStream.class);
    write.invoke(
        null,
        id,
        pairing.id(),
        secret(pairing, "receiverKey"),
        secret(pairing, "key"),
        manifest.getBytes(StandardCharsets.UTF_8),
        (long) content.length,
        new ByteArrayInputStream(content),
        sealed);
    return sealed.toByteArray();
  }

  private static byte[] secret(SenderPairing pairing, String name)
      throws ReflectiveOperationException {
    Method method = SenderPairing.class.getDeclaredMethod(name);
    method.setAccessible(true);
    return (byte[]) method.invoke(pairing);
  }
}
