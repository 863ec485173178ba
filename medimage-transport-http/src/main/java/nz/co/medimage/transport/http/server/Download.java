package nz.co.medimage.transport.http.server;

import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nz.co.medimage.transport.http.v1.Wire;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * An answer with the bytes of something, from the offset on that the request names, RFC 9110
 * section 14. A reader that is slow holds no thread.
 */
final class Download {
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{1,18})-");

  private final long size;
  private final long offset;
  private final DownloadBlocks blocks;

  /**
   * Reads the header {@code Range}; one of another form than {@code bytes=n-} is passed over, as
   * the RFC allows.
   *
   * @throws StatusException if it begins beyond the end
   */
  Download(Request request, long size, DownloadBlocks blocks) throws StatusException {
    this.size = size;
    this.blocks = blocks;
    String header = request.getHeaders().get(HttpHeader.RANGE);
    Matcher range = RANGE.matcher(header == null ? "" : header);
    this.offset = range.matches() ? Long.parseLong(range.group(1)) : 0;
    if (offset > 0 && offset >= size) {
      throw new StatusException(
          HttpStatus.RANGE_NOT_SATISFIABLE_416, "There are only " + size + " bytes");
    }
  }

  long offset() {
    return offset;
  }

  /**
   * Answers.
   *
   * @param rest the bytes from {@link #offset()} on
   */
  void send(Response response, Callback callback, MessageReader rest) {
    response.setStatus(offset > 0 ? HttpStatus.PARTIAL_CONTENT_206 : HttpStatus.OK_200);
    response
        .getHeaders()
        .put(HttpHeader.CACHE_CONTROL, "no-store")
        .put(HttpHeader.ACCEPT_RANGES, "bytes")
        .put(HttpHeader.CONTENT_TYPE, Wire.OCTET_STREAM)
        .put(HttpHeader.CONTENT_LENGTH, size - offset);
    if (offset > 0) {
      response
          .getHeaders()
          .put(HttpHeader.CONTENT_RANGE, "bytes " + offset + "-" + (size - 1) + "/" + size);
    }
    new Copy(response, callback, rest).iterate();
  }

  /** Reads and writes in turn. */
  private final class Copy extends IteratingCallback {
    private final Response response;
    private final Callback callback;
    private final MessageReader rest;
    private final byte[] block = blocks.take();
    private long left = size - offset;

    Copy(Response response, Callback callback, MessageReader rest) {
      this.response = response;
      this.callback = callback;
      this.rest = rest;
    }

    @Override
    protected Action process() {
      if (left == 0) {
        return Action.SUCCEEDED;
      }
      int most = (int) Math.min(block.length, left);
      var unused = rest.read(ByteBuffer.wrap(block, 0, most)).whenComplete(this::came);
      return Action.SCHEDULED;
    }

    private void came(@Nullable Integer count, @Nullable Throwable e) {
      if (count == null) {
        failed(e == null ? new IllegalStateException("a stage without a result") : e);
        return;
      }
      left -= count;
      response.write(left == 0, ByteBuffer.wrap(block, 0, count), this);
    }

    @Override
    protected void onCompleteSuccess() {
      blocks.giveBack(block);
      callback.succeeded();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
      blocks.giveBack(block);
      callback.failed(cause);
    }
  }
}
