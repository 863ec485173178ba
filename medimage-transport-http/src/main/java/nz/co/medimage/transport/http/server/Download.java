package nz.co.medimage.transport.http.server;

import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nz.co.medimage.transport.http.v1.Wire;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * An answer with the bytes of something, from the offset on that the request names, RFC 9110
 * section 14. A reader that is slow holds no thread.
 */
final class Download {
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{1,18})-");
  private static final int BLOCK = 64 * 1024;

  private final Request request;
  private final long size;
  private final long offset;

  /**
   * Reads the header {@code Range}; one of another form than {@code bytes=n-} is passed over, as
   * the RFC allows.
   *
   * @throws StatusException if it begins beyond the end
   */
  Download(Request request, long size) throws StatusException {
    this.request = request;
    this.size = size;
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
   * @param rest the bytes from {@link #offset()} on; closed here
   */
  void send(Response response, Callback callback, InputStream rest) {
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
    ByteBufferPool pool = request.getComponents().getByteBufferPool();
    Content.copy(
        Content.Source.from(new ByteBufferPool.Sized(pool, false, BLOCK), rest),
        response,
        callback);
  }
}
