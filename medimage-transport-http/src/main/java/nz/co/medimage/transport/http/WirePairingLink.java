package nz.co.medimage.transport.http;

import java.io.IOException;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.transport.http.v1.Wire;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;

/** Carries pairing messages over HTTP. */
final class WirePairingLink implements PairingLink {
  private static final MediaType TYPE = MediaType.get(Wire.OCTET_STREAM);

  private final Calls calls;
  private final String nameplate;

  WirePairingLink(Calls calls, String nameplate) {
    this.calls = calls;
    this.nameplate = nameplate;
  }

  /** Checks that a server of this protocol answers. */
  void greet() throws IOException {
    Request options =
        new Request.Builder()
            .url(calls.url(Wire.ENVELOPES).build())
            .method("OPTIONS", null)
            .build();
    Calls.Reply reply = calls.open(options);
    if (reply.status() != 204) {
      throw new IOException(calls.server() + " is not a MedImage receiver");
    }
  }

  @Override
  public byte[] exchange(byte[] message) throws IOException {
    Request post =
        new Request.Builder()
            .url(calls.url(Wire.PAIRINGS).addPathSegment(nameplate).build())
            .post(RequestBody.create(message, TYPE))
            .build();
    // A message that is sent again gets the same answer.
    return calls.repeatable(post).body().toByteArray();
  }

  @Override
  public void close() {
    calls.close();
  }
}
