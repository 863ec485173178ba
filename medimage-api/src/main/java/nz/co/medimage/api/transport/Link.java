package nz.co.medimage.api.transport;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;

/**
 * A verified connection to one receiver, or to a relay, for many envelopes. Safe for use by several
 * threads.
 *
 * <p>A sender keeps a link open for all photos that travel over its route. After an exception other
 * than {@link EnvelopeDeferredException} and {@link EnvelopeLostException}, it uses this link for
 * no further photo, closes it once no other photo needs it, and connects anew.
 *
 * <p>The sender sets no time limit on these methods, so an implementation must notice an other end
 * that has fallen silent and throw an {@link IOException}; the links of the SDK do so after 20
 * seconds without a byte. If the calling thread is interrupted, a method should give up soon with
 * an {@link java.io.InterruptedIOException}.
 */
public interface Link extends Closeable {

  /**
   * The route of this link, updated with what was learnt while connecting, such as a new address.
   * The sender stores a changed route for next time.
   */
  Route route();

  /**
   * Uploads the envelope to the other end, resuming where an earlier attempt over this link or
   * another one stopped. Blocks until the other end has confirmed every byte.
   *
   * @param progress is called on this thread, first with the offset at which the upload resumes,
   *     then as bytes leave. An unchecked exception that it throws must end the upload and be
   *     passed on: the sender withdraws a photo in this way
   * @throws NotPairedException if the pairing was revoked
   * @throws EnvelopeDeferredException if the other end does not accept this envelope now
   * @throws IOException if the connection broke: try again later
   */
  void upload(SealedEnvelope envelope, Progress progress) throws IOException;

  /**
   * Blocks until the receiver's receipt is here, or the time is over.
   *
   * @param atMost how long to wait, at least zero; zero asks once
   * @return the sealed receipt, of at most 65,536 bytes, or empty if there was none in time; the
   *     same each time. The sender verifies it, so the transport need not
   * @throws EnvelopeLostException if the other end does not have the envelope: upload it again
   * @throws NotPairedException if the pairing was revoked
   * @throws IOException if the connection broke: try again later
   */
  Optional<byte[]> receipt(EnvelopeId id, Duration atMost) throws IOException;

  /**
   * How far the clock at the other end was ahead of this device's, by its last answer. It is shown
   * to people; nothing depends on it. Default: empty.
   *
   * @return accurate to about a minute, and negative if that clock was behind; empty if the other
   *     end has not told the time
   */
  default Optional<Duration> clockDifference() {
    return Optional.empty();
  }

  /**
   * Closes the link and ends what other threads are doing with it: they get an {@link IOException}.
   * Closing it again has no effect.
   */
  @Override
  void close();

  /** Receives the progress of an upload. */
  @FunctionalInterface
  interface Progress {
    /**
     * Called when more bytes are on their way.
     *
     * @param sent the bytes handed over so far, including those of earlier attempts
     * @param total the bytes of the whole envelope
     */
    void sent(long sent, long total);
  }
}
