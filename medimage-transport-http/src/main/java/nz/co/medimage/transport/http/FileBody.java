package nz.co.medimage.transport.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import nz.co.medimage.api.transport.Link.Progress;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.transport.http.v1.Wire;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/** What is missing of an envelope, streamed from its file. */
final class FileBody extends RequestBody {
  private static final MediaType TYPE = MediaType.get(Wire.OFFSET_OCTET_STREAM);
  private static final int BLOCK = 64 * 1024;

  private final SealedEnvelope envelope;
  private final long offset;
  private final Progress progress;

  FileBody(SealedEnvelope envelope, long offset, Progress progress) {
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
    try (FileChannel file = FileChannel.open(envelope.file(), StandardOpenOption.READ)) {
      file.position(offset);
      byte[] block = new byte[BLOCK];
      long sent = offset;
      progress.sent(sent, envelope.size());
      while (sent < envelope.size()) {
        int wanted = (int) Math.min(BLOCK, envelope.size() - sent);
        int count = file.read(ByteBuffer.wrap(block, 0, wanted));
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
