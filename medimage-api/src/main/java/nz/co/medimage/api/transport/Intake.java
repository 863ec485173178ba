package nz.co.medimage.api.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;

/**
 * Accepts what paired senders upload, at a receiver or at a relay. Safe for use by several threads;
 * each call looks at the current state, so a revoked pairing is refused at once, even in
 * mid-upload. Senders choose the ids of envelopes, so an id identifies an envelope only together
 * with the pairing.
 *
 * <p>The contract. {@code IntakeContract} in {@code medimage-testkit} checks it; the message of a
 * test that fails begins with the id of the rule:
 *
 * <ul>
 *   <li>{@code intake-authenticate}: whoever shows the id and the token of a pairing that is in
 *       force is let in, and nobody else.
 *   <li>{@code intake-revoked}: a revoked pairing is refused by every call, even in mid-upload.
 *   <li>{@code intake-begin}: {@link #begin} tells where the upload stands and may be repeated;
 *       nothing more is wanted of an envelope that has its receipt.
 *   <li>{@code intake-size}: an unfinished upload of another size is replaced, unless its bytes are
 *       coming in at that moment; an envelope has at least one byte.
 *   <li>{@code intake-offsets}: bytes are appended only where the upload stands; otherwise an
 *       {@link OffsetConflictException} says where that is.
 *   <li>{@code intake-keeps}: what arrived before the stream failed is kept, and {@link #append}
 *       throws what the stream threw.
 *   <li>{@code intake-one-writer}: several threads at one upload never mix their bytes.
 *   <li>{@code intake-lost}: for an envelope that is not here the answer is an {@link
 *       EnvelopeLostException}, also for those who are waiting already.
 *   <li>{@code intake-apart}: one id under two pairings means two envelopes.
 *   <li>{@code intake-receipt}: each call of {@link #receipt} gives a future of its own, which
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
   * @return the pairing whose credential it is
   * @throws NotPairedException if it does not belong to a pairing that is in force
   * @throws IOException if that cannot be determined now
   */
  PairingId authenticate(Credential credential) throws IOException;

  /**
   * Begins an upload, or finds the one that an earlier attempt began. May be repeated. An
   * unfinished upload of another size is replaced.
   *
   * @param from an authenticated pairing
   * @param size of the sealed envelope in bytes, at least 1
   * @return the offset at which the upload stands: {@code size} if nothing more is wanted, also for
   *     an envelope that was delivered or rejected long ago, or that seems too large and whose
   *     beginning is here
   * @throws EnvelopeDeferredException if it is not wanted now, for example because it is coming in
   *     with another size or because there is no room; also if the size is less than 1
   * @throws NotPairedException if the pairing was revoked meanwhile
   * @throws IOException if the disk fails
   */
  long begin(PairingId from, EnvelopeId id, long size) throws IOException;

  /**
   * Where an upload stands.
   *
   * @return how far it is; an envelope that was delivered or rejected long ago counts as held in
   *     full
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
   * @param bytes at most what is missing; closed by the caller
   * @return the offset at which the upload now stands
   * @throws OffsetConflictException if the upload stands elsewhere, or another thread is appending
   *     to it
   * @throws EnvelopeLostException if none was begun
   * @throws NotPairedException if the pairing was revoked meanwhile
   * @throws IOException if reading {@code bytes} fails or the disk does
   */
  long append(PairingId from, EnvelopeId id, long offset, InputStream bytes) throws IOException;

  /**
   * The receipt of an envelope, as soon as there is one.
   *
   * @return a future of the caller's own; it completes with the sealed receipt, or exceptionally
   *     with an {@link EnvelopeLostException} if the envelope is not or no longer here, with a
   *     {@link NotPairedException} if the pairing was revoked meanwhile, with another {@link
   *     IOException} if that cannot be determined now. A caller that stops waiting cancels its
   *     future, so that nothing is kept for it
   */
  CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id);

  /**
   * Answers a pairing message. The same message gets the same answer. May take a few tenths of a
   * second, on this thread.
   *
   * @param nameplate which offer it is for
   * @return completes with the answer, or exceptionally with a {@link PairingRefusedException} if
   *     there is no such offer or the code was wrong, or another {@link IOException} if it cannot
   *     be answered now; a caller that stops waiting cancels its future
   */
  CompletionStage<byte[]> pair(String nameplate, byte[] message);

  /**
   * A folder for pieces of uploads that are verified as a whole before any byte of them counts;
   * emptied when the receiver or relay starts. Default: none, and such pieces are not accepted.
   *
   * @param bytes how many are to be there in all, at least 0; 0 asks only whether there is a folder
   * @throws EnvelopeDeferredException if there is no room for that many
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
   * @param offset bytes held, from 0 to {@code size}
   * @param size bytes in all, at least 1
   */
  record UploadState(long offset, long size) {}
}
