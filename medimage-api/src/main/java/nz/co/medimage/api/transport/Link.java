package nz.co.medimage.api.transport;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;

/**
 * A connection to one receiver that has been checked and may be used for many envelopes, by several
 * threads. After an {@link IOException} it may be closed and a new one made.
 */
public interface Link extends Closeable {

  /** The route, with what was learnt while connecting, such as a new address. */
  Route route();

  /**
   * Brings the envelope to the other end, going on from where an earlier attempt stopped, by this
   * link or another. Blocks until the other end has confirmed every byte.
   *
   * @param progress is told of each bit of progress, on this thread; an unchecked exception that it
   *     throws breaks the upload off, and is passed on
   * @throws NotPairedException if the pairing was revoked
   * @throws EnvelopeDeferredException if the other end will not have this envelope now
   * @throws IOException if the connection broke: try again later
   */
  void upload(SealedEnvelope envelope, Progress progress) throws IOException;

  /**
   * Waits for the receiver's receipt.
   *
   * @param atMost how long; at least zero
   * @return the sealed receipt, or nothing if there was none in time
   * @throws EnvelopeLostException if the other end does not hold the envelope: upload it again
   * @throws NotPairedException if the pairing was revoked
   * @throws IOException if the connection broke: try again later
   */
  Optional<byte[]> receipt(EnvelopeId id, Duration atMost) throws IOException;

  /**
   * How far the clock at the other end was ahead of this device's when it last told the time.
   * People are told of it; nothing is decided by it.
   *
   * @return negative if it was behind; to about a minute; nothing if it has not told, as by default
   */
  default Optional<Duration> clockDifference() {
    return Optional.empty();
  }

  /** Breaks off what other threads do with this link; they get an {@link IOException}. */
  @Override
  void close();

  /** Is told how far an upload is. */
  @FunctionalInterface
  interface Progress {
    /**
     * Some more bytes are on their way.
     *
     * @param sent bytes handed over so far, including those of earlier attempts
     * @param total bytes in all
     */
    void sent(long sent, long total);
  }
}
