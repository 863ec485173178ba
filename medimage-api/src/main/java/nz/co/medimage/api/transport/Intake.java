package nz.co.medimage.api.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;

/**
 * Accepts what paired senders upload, at a receiver or at a relay. Senders choose the ids of
 * envelopes, so an id identifies an envelope only together with the pairing.
 *
 * <p>A server calls {@link #authenticate} for each request or connection, and passes only the
 * pairing that it returned to the other methods. Those check that the pairing is in force, at each
 * call and in mid-upload, but they see no token: for a pairing id that nobody authenticated, they
 * would accept bytes from a stranger. Such bytes could never be filed, because an envelope must
 * also open under the pairing's key, but they take up room.
 *
 * <p>All methods may block while the disk is busy, and {@link #append(PairingId, EnvelopeId, long,
 * InputStream) append} as long as the stream does. The stages that {@link #receipt} and {@link
 * #pair} return complete on a thread of the receiver or relay, or on the calling thread: continue
 * on a thread of your own if that takes long. A callback may get the exceptions named here wrapped
 * in a {@link java.util.concurrent.CompletionException}, as usual: look at its cause. Once the
 * receiver is closed, every method may fail with an {@link IOException}. Safe for use by several
 * threads.
 *
 * <p>The contract. {@code IntakeContract} in {@code medimage-testkit} checks it; the message of a
 * test that fails begins with the id of the rule:
 *
 * <ul>
 *   <li>{@code intake-authenticate}: a client that shows the id and the token of a pairing that is
 *       in force is let in, and nobody else is.
 *   <li>{@code intake-revoked}: a revoked pairing is refused by every call, even in mid-upload.
 *   <li>{@code intake-begin}: {@link #begin} returns where the upload stands and may be repeated;
 *       of an envelope that has its receipt, nothing more is wanted.
 *   <li>{@code intake-size}: an unfinished upload of another size is replaced, unless its bytes are
 *       arriving at that moment; an envelope has at least one byte.
 *   <li>{@code intake-offsets}: bytes are appended only where the upload stands; otherwise an
 *       {@link OffsetConflictException} says where that is.
 *   <li>{@code intake-keeps}: what arrived before the stream failed is kept, and {@code append}
 *       throws what the stream threw.
 *   <li>{@code intake-blocks}: a block in memory is appended whole, and left as it was.
 *   <li>{@code intake-one-writer}: several threads at one upload never mix their bytes.
 *   <li>{@code intake-lost}: for an envelope that is not here the answer is an {@link
 *       EnvelopeLostException}, also for callers that are already waiting.
 *   <li>{@code intake-apart}: one id under two pairings means two envelopes.
 *   <li>{@code intake-receipt}: each call of {@link #receipt} returns a future of its own, which
 *       completes once there is a receipt.
 *   <li>{@code intake-cancel}: a cancelled future leaves nothing behind and does not affect the
 *       others.
 *   <li>{@code intake-no-offer}: a pairing message is refused with {@link
 *       PairingRefusedException.Reason#NO_OFFER} if no such offer is open.
 * </ul>
 */
public interface Intake {

  /**
   * Authenticates a sender.
   *
   * @return the pairing that the credential belongs to
   * @throws NotPairedException if the credential does not belong to a pairing that is in force
   * @throws IOException if that cannot be determined now
   */
  PairingId authenticate(Credential credential) throws IOException;

  /**
   * Begins an upload, or finds the one that an earlier attempt began. An unfinished upload of
   * another size is replaced.
   *
   * @param from a pairing that {@link #authenticate} returned; for {@link
   *     ListenerContext#intakeForAdmitted}, the pairing that the relay authenticated
   * @param size of the sealed envelope in bytes, at least 1
   * @return the offset at which the upload stands. It is {@code size} if nothing more is wanted,
   *     for example of an envelope that was delivered or rejected long ago, or of one that seems
   *     too large and whose beginning is here
   * @throws EnvelopeDeferredException if the envelope is not accepted now, for example because it
   *     is arriving with another size or because there is no room; also if the size is less than 1
   * @throws NotPairedException if the pairing was revoked meanwhile
   * @throws IOException if the disk fails
   */
  long begin(PairingId from, EnvelopeId id, long size) throws IOException;

  /**
   * Returns where an upload stands.
   *
   * @return the bytes held and the size; an envelope that was delivered or rejected long ago counts
   *     as held in full
   * @throws EnvelopeLostException if none was begun
   * @throws NotPairedException if the pairing was revoked meanwhile
   * @throws IOException if the disk fails
   */
  UploadState state(PairingId from, EnvelopeId id) throws IOException;

  /**
   * Appends to an upload. What arrived before {@code bytes} failed is kept. Once the last byte that
   * is wanted is in, the receiver takes the envelope over, and its receipt can be awaited. Of an
   * envelope that seems too large, only the beginning is wanted, and the rest is not read.
   *
   * @param offset where {@code bytes} belong, at least 0
   * @param bytes all that is missing, or the beginning of it; anything beyond that is not read. The
   *     caller closes the stream
   * @return the offset at which the upload now stands; the size of the envelope once nothing more
   *     of it is wanted, also if it seems too large
   * @throws OffsetConflictException if the upload stands elsewhere, or another thread is appending
   *     to it
   * @throws EnvelopeLostException if none was begun
   * @throws NotPairedException if the pairing was revoked meanwhile
   * @throws IOException if reading {@code bytes} or the disk fails
   */
  long append(PairingId from, EnvelopeId id, long offset, InputStream bytes) throws IOException;

  /**
   * Appends a block that is in memory: the same as a stream of it, which is what the default makes.
   * An intake that needs no copy of its own overrides this.
   *
   * @param block what is between its position and its limit; unchanged until this returns, and not
   *     kept longer
   * @return as for a stream
   * @throws IOException as for a stream
   */
  default long append(PairingId from, EnvelopeId id, long offset, ByteBuffer block)
      throws IOException {
    return append(from, id, offset, stream(block));
  }

  private static InputStream stream(ByteBuffer block) {
    if (block.hasArray()) {
      int first = block.arrayOffset() + block.position();
      return new ByteArrayInputStream(block.array(), first, block.remaining());
    }
    byte[] copy = new byte[block.remaining()];
    block.duplicate().get(copy);
    return new ByteArrayInputStream(copy);
  }

  /**
   * Waits for the receipt of an envelope, without blocking.
   *
   * @return a future of the caller's own, which need not complete at all, for example while the
   *     upload is unfinished: limit the wait, then ask again. A caller that stops waiting cancels
   *     the {@link CompletionStage#toCompletableFuture future}, so that nothing is kept for it. It
   *     completes with the sealed receipt, or exceptionally with an {@link EnvelopeLostException}
   *     if the envelope is not or no longer here, with a {@link NotPairedException} if the pairing
   *     is not in force, or with another {@link IOException} if the receipt cannot be had now
   */
  CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id);

  /**
   * Answers a pairing message. Needs no authentication: the messages themselves prove the code. The
   * same message gets the same answer. A receiver computes the answer on the calling thread, for
   * some tenths of a second.
   *
   * @param nameplate which offer it is for
   * @return a stage that completes with the answer, or exceptionally with a {@link
   *     PairingRefusedException} if there is no such offer or the code was wrong, or with another
   *     {@link IOException} if there is no answer now; a caller that stops waiting cancels the
   *     {@link CompletionStage#toCompletableFuture future}
   */
  CompletionStage<byte[]> pair(String nameplate, byte[] message);

  /**
   * Returns a folder for pieces of uploads that must be verified as a whole before any byte of them
   * counts. The caller deletes its files; the receiver or relay empties the folder when it starts.
   * Default: empty, and such pieces are not accepted.
   *
   * @param bytes how many bytes the piece will have in all, at least 0; 0 asks only whether there
   *     is a folder
   * @throws EnvelopeDeferredException if there is no room for that many bytes
   * @throws IOException if that cannot be determined now
   */
  default Optional<Path> spool(long bytes) throws IOException {
    return Optional.empty();
  }

  /** How long an unfinished upload is kept after its last byte arrived. Default: 7 days. */
  default Duration unfinishedKept() {
    return Duration.ofDays(7);
  }

  /**
   * How far an upload is.
   *
   * @param offset the bytes held, from 0 to {@code size}
   * @param size the bytes of the whole envelope, at least 1
   */
  record UploadState(long offset, long size) {}
}
