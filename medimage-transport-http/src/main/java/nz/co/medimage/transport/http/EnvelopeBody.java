package nz.co.medimage.transport.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import nz.co.medimage.api.transport.Link.Progress;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.transport.http.v1.Wire;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/** What is missing of an envelope, streamed as it is sealed. */
final class EnvelopeBody extends RequestBody {
  private static final MediaType TYPE = MediaType.get(Wire.OFFSET_OCTET_STREAM);
  private static final int BLOCK = 64 * 1024;

  private final SealedEnvelope envelope;
  private final long offset;
  private final Progress progress;

  EnvelopeBody(SealedEnvelope envelope, long offset, Progress progress) {
    this.envelope = envelope;
    this.offset = offset;
    this.progress = progress;
  }

  @Override
  public MediaType contentType() {
    return TYPE;
  }

  @Override
  public long contentLength() {
    return envelope.size() - offset;
  }

  /** Once: after a broken connection the server must be asked first what of it has arrived. */
  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    try (InputStream sealed = envelope.open(offset)) {
      byte[] block = new byte[BLOCK];
      long sent = offset;
      progress.sent(sent, envelope.size());
      while (sent < envelope.size()) {
        int wanted = (int) Math.min(BLOCK, envelope.size() - sent);
        int count = sealed.read(block, 0, wanted);
        if (count < 0) {
          throw new EOFException("the sealed envelope is shorter than it was");
        }
        sink.write(block, 0, count);
        sent += count;
        progress.sent(sent, envelope.size());
      }
    }
  }
}
