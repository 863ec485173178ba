package nz.co.medimage.transport.http;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.transport.http.v1.BearerToken;
import nz.co.medimage.transport.http.v1.UploadMetadata;
import nz.co.medimage.transport.http.v1.Wire;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** Carries envelopes and receipts over HTTP. */
final class WireLink implements Link {
  /** After this many attempts the sender takes over, whose pauses are longer. */
  private static final int MOST_ATTEMPTS = 5;

  /** After this many requests without any answer within the idle time-out, the upload fails. */
  private static final int MOST_SILENCES = 2;

  /** If the other end has a larger envelope after all, too much would leave before it can say. */
  private static final long MOST_UNASKED = 16L << 20;

  private final Route route;
  private final Calls calls;
  private final String authorization;
  private volatile boolean takesBytesUnasked;
  private volatile boolean wasRefused;

  WireLink(Route route, Calls calls, Credential credential) {
    this.route = route;
    this.calls = calls;
    this.authorization = BearerToken.header(credential);
  }

  /** Makes sure that the server lets this device in. */
  void probe() throws IOException {
    Calls.Reply reply = calls.open(request(calls.url(Wire.PROBE).build()).get().build());
    takesBytesUnasked =
        List.of(reply.extensions().split(" *, *")).contains(Wire.CREATION_WITH_UPLOAD);
  }

  @Override
  public Route route() {
    return route;
  }

  @Override
  public Optional<Duration> clockDifference() {
    return calls.clockDifference();
  }

  @Override
  public void upload(SealedEnvelope envelope, Progress progress) throws IOException {
    boolean stands = false;
    int silences = 0;
    for (int attempt = 1; ; attempt++) {
      IOException failure;
      boolean told = false;
      long begun = System.nanoTime();
      try {
        long offset = stands ? standing(envelope.id()) : begin(envelope, attempt == 1, progress);
        told = true;
        progress.sent(offset, envelope.size());
        if (offset == envelope.size() || append(envelope, offset, progress) == envelope.size()) {
          return;
        }
        failure = new IOException("The other end did not take all of the envelope");
      } catch (NotPairedException | EnvelopeDeferredException e) {
        throw e;
      } catch (IOException e) {
        failure = e;
      }
      // The upload exists at the other end if it was just reported, unless it was lost meanwhile.
      // If nothing was reported, it is begun again, which is harmless.
      stands = told && !(failure instanceof EnvelopeLostException);
      silences += !told && System.nanoTime() - begun >= calls.idleTimeout().toNanos() ? 1 : 0;
      if (attempt == MOST_ATTEMPTS || silences == MOST_SILENCES || calls.isClosed()) {
        throw failure;
      }
      calls.pause(attempt);
    }
  }

  /** Begins an upload, and returns where it stands. */
  private long begin(SealedEnvelope envelope, boolean first, Progress progress) throws IOException {
    if (!first || !maySendUnasked(envelope)) {
      return create(envelope, RequestBody.create(new byte[0]));
    }
    try {
      return create(envelope, new EnvelopeBody(envelope, 0, progress));
    } catch (IOException e) {
      wasRefused = true;
      throw e;
    }
  }

  /**
   * Whether the bytes go along with the request that begins an upload, which saves a round trip:
   * only if the other end has nothing of them yet and accepted the last ones.
   */
  private boolean maySendUnasked(SealedEnvelope envelope) {
    return takesBytesUnasked && !wasRefused && envelope.fresh() && envelope.size() <= MOST_UNASKED;
  }

  private long create(SealedEnvelope envelope, RequestBody body) throws IOException {
    Request post =
        tus(calls.url(Wire.ENVELOPES).build())
            .header(Wire.UPLOAD_LENGTH, Long.toString(envelope.size()))
            .header(Wire.UPLOAD_METADATA, UploadMetadata.of(envelope.id()))
            .post(body)
            .build();
    Calls.Reply reply = calls.once(post);
    wasRefused = false;
    // Plain tus servers make a new upload each time, and do not say where it stands.
    return reply.offset() == null ? 0 : offset(reply, envelope.size());
  }

  private long standing(EnvelopeId id) throws IOException {
    Request head = tus(envelope(id).build()).head().build();
    return offset(calls.once(head), Long.MAX_VALUE);
  }

  private long append(SealedEnvelope envelope, long offset, Progress progress) throws IOException {
    Request patch =
        tus(envelope(envelope.id()).build())
            .header(Wire.UPLOAD_OFFSET, Long.toString(offset))
            .patch(new EnvelopeBody(envelope, offset, progress))
            .build();
    return offset(calls.once(patch), envelope.size());
  }

  private static long offset(Calls.Reply reply, long most) throws IOException {
    long offset = parse(reply.offset());
    if (offset < 0 || offset > most) {
      throw new IOException("The other end does not say where the upload stands");
    }
    return offset;
  }

  private static long parse(@Nullable String number) {
    try {
      return number == null ? -1 : Long.parseLong(number);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>One request waits no longer than {@link Wire#MAX_WAIT}; several make up a longer wait.
   */
  @Override
  public Optional<byte[]> receipt(EnvelopeId id, Duration atMost) throws IOException {
    long deadline = System.nanoTime() + atMost.toNanos();
    Duration left = atMost;
    while (true) {
      boolean last = left.compareTo(Wire.MAX_WAIT) <= 0;
      Calls.Reply reply = poll(id, last ? left : Wire.MAX_WAIT);
      if (reply.status() == 200) {
        return Optional.of(reply.body().toByteArray());
      }
      left = Duration.ofNanos(deadline - System.nanoTime());
      if (last || left.isNegative()) {
        return Optional.empty();
      }
    }
  }

  private Calls.Reply poll(EnvelopeId id, Duration wait) throws EnvelopeLostException, IOException {
    long millis = Math.max(0, wait.toMillis());
    String seconds = millis / 1000 + "." + String.valueOf(1000 + millis % 1000).substring(1);
    HttpUrl url =
        envelope(id).addPathSegment(Wire.RECEIPT).addQueryParameter("wait", seconds).build();
    return calls.repeatable(request(url).get().build());
  }

  private HttpUrl.Builder envelope(EnvelopeId id) {
    return calls.url(Wire.ENVELOPES).addPathSegment(id.toString());
  }

  private Request.Builder tus(HttpUrl url) {
    return request(url).header(Wire.TUS_RESUMABLE, Wire.TUS_VERSION);
  }

  private Request.Builder request(HttpUrl url) {
    return new Request.Builder().url(url).header("Authorization", authorization);
  }

  @Override
  public void close() {
    calls.close();
  }
}
