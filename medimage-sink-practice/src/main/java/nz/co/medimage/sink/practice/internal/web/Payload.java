package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.ForwardingSink;
import okio.Okio;

/** The body of a step's requests, as the profile describes it. Immutable. */
interface Payload {

  /** Its Content-Type. */
  MediaType type(RequestValues values) throws IOException;

  /** Writes it. The same values give the same bytes. */
  void write(BufferedSink out, RequestValues values) throws IOException;

  /**
   * The body of one request. It is written once before, for its length: many servers take no body
   * without one, and a value that does not fit is found before anything leaves.
   */
  default RequestBody body(RequestValues values) throws IOException {
    MediaType type = type(values);
    long length = length(values);
    return new RequestBody() {
      @Override
      public MediaType contentType() {
        return type;
      }

      @Override
      public long contentLength() {
        return length;
      }

      /** Nobody but the caller sends it again. */
      @Override
      public boolean isOneShot() {
        return true;
      }

      @Override
      public void writeTo(BufferedSink out) throws IOException {
        write(out, values);
      }
    };
  }

  private long length(RequestValues values) throws IOException {
    Counting counting = new Counting();
    try (BufferedSink out = Okio.buffer(counting)) {
      write(out, values);
    }
    return counting.length;
  }

  /** Counts what is written. */
  final class Counting extends ForwardingSink {
    private long length;

    private Counting() {
      super(Okio.blackhole());
    }

    @Override
    public void write(Buffer source, long count) throws IOException {
      length += count;
      super.write(source, count);
    }
  }
}
