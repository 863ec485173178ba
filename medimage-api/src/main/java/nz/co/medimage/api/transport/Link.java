package nz.co.medimage.api.transport;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;

/**
 * A verified connection to one receiver, for many envelopes and for use by several threads. After
 * an {@link IOException} it may be closed and a new one opened.
 */
public interface Link extends Closeable {

  /** The route, with what was learnt while connecting, such as a new address. */
  Route route();

  /**
   * Uploads the envelope to the other end, resuming where an earlier attempt, by this link or
   * another, stopped. Blocks until the other end has confirmed every byte.
   *
   * @param progress is called as bytes leave, on this thread; an unchecked exception that it throws
   *     ends the upload and is passed on
   * @throws NotPairedException if the pairing was revoked
   * @throws EnvelopeDeferredException if the other end does not accept this envelope now
   * @throws IOException if the connection broke: try again later
   */
  void upload(SealedEnvelope envelope, Progress progress) throws IOException;

  /**
   * Waits for the receiver's receipt.
   *
   * @param atMost how long; at least zero
   * @return the sealed receipt, or empty if there was none in time
   * @throws EnvelopeLostException if the other end does not have the envelope: upload it again
   * @throws NotPairedException if the pairing was revoked
   * @throws IOException if the connection broke: try again later
   */
  Optional<byte[]> receipt(EnvelopeId id, Duration atMost) throws IOException;

  /**
   * How far the clock at the other end was ahead of this device's when it last told the time. It is
   * shown to people; nothing depends on it.
   *
   * @return negative if it was behind; accurate to about a minute; empty if the other end has not
   *     told the time. Default: empty
   */
  default Optional<Duration> clockDifference() {
    return Optional.empty();
  }

  /**
   * Closes the link and ends what other threads are doing with it: they get an {@link IOException}.
   */
  @Override
  void close();

  /** Is told how far an upload is. */
  @FunctionalInterface
  interface Progress {
    /**
     * More bytes are on their way.
     *
     * @param sent bytes handed over so far, including those of earlier attempts
     * @param total bytes in all
     */
    void sent(long sent, long total);
  }
}
