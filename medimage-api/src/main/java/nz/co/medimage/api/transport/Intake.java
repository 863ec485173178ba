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
 * Takes in what paired senders bring: a receiver does so, and a relay in its place. Safe for use by
 * several threads; each call looks at the state of that moment, so that a revoked pairing is
 * refused at once, also in mid-upload. Senders choose the ids of envelopes, so one names an
 * envelope only together with the pairing that chose it.
 *
 * <p>The contract. {@code IntakeContract} in {@code medimage-testkit} checks it; the message of a
 * test that fails begins with the id of the rule:
 *
 * <ul>
 *   <li>{@code intake-authenticate}: who shows the id and the token of a pairing that stands is let
 *       in, and nobody else.
 *   <li>{@code intake-revoked}: a revoked pairing is refused in each call, and in mid-upload.
 *   <li>{@code intake-begin}: {@link #begin} tells where the upload stands and may be repeated;
 *       what was answered is wanted no more.
 *   <li>{@code intake-size}: an unfinished upload of another size gives way, but for one that comes
 *       in at that moment; an envelope has at least one byte.
 *   <li>{@code intake-offsets}: bytes are appended where the upload stands; an {@link
 *       OffsetConflictException} says where that is.
 *   <li>{@code intake-keeps}: what arrived before the stream broke is kept, and {@link #append}
 *       throws what the stream threw.
 *   <li>{@code intake-one-writer}: several threads at one upload never mix their bytes.
 *   <li>{@code intake-lost}: an envelope that is not held is lost, for those who wait too.
 *   <li>{@code intake-apart}: envelopes of two pairings under one id are two.
 *   <li>{@code intake-receipt}: each call of {@link #receipt} gives a future of its own, which
 *       completes once there is a receipt.
 *   <li>{@code intake-cancel}: a future that was cancelled leaves nothing behind, and others alone.
 *   <li>{@code intake-no-offer}: a pairing message to no open offer is refused as such.
 * </ul>
 */
public interface Intake {

  /**
   * Lets a sender in.
   *
   * @return whose credential it is
   * @throws NotPairedException if it is not one of a pairing that stands
   * @throws IOException if that cannot be told now
   */
  PairingId authenticate(Credential credential) throws IOException;

  /**
   * Begins an upload, or finds the one that an earlier attempt began. Repeating it is harmless. One
   * that was begun with another size and is not finished gives way.
   *
   * @param from an authenticated pairing
   * @param size of the sealed envelope in bytes, at least 1
   * @return the offset at which the upload stands: {@code size} if nothing more is wanted, also for
   *     an envelope that was delivered or rejected long ago, or that seems too large and whose
   *     beginning is here
   * @throws EnvelopeDeferredException if it is not wanted now, as while it comes in with another
   *     size, or there is no room; also if the size is below 1
   * @throws NotPairedException if the pairing was revoked meanwhile
   * @throws IOException if the disk fails
   */
  long begin(PairingId from, EnvelopeId id, long size) throws IOException;

  /**
   * Where an upload stands.
   *
   * @return how far it is; all of an envelope that was delivered or rejected long ago counts as
   *     held
   * @throws EnvelopeLostException if none was begun
   * @throws NotPairedException if the pairing was revoked meanwhile
   * @throws IOException if the disk fails
   */
  UploadState state(PairingId from, EnvelopeId id) throws IOException;

  /**
   * Appends to an upload. What arrived before {@code bytes} broke is kept. When the last byte that
   * is wanted is in, the receiver takes the envelope over, and its receipt can be waited for; of an
   * envelope that seems too large the beginning is enough, and the rest is not read.
   *
   * @param offset where {@code bytes} belong, at least 0
   * @param bytes at most what is missing; closed by the caller
   * @return the offset at which the upload now stands
   * @throws OffsetConflictException if the upload stands elsewhere, or another thread is at it
   * @throws EnvelopeLostException if none was begun
   * @throws NotPairedException if the pairing was revoked meanwhile
   * @throws IOException if {@code bytes} broke or the disk failed
   */
  long append(PairingId from, EnvelopeId id, long offset, InputStream bytes) throws IOException;

  /**
   * The receipt of an envelope, as soon as there is one.
   *
   * @return completes with the sealed receipt, or exceptionally with an {@link
   *     EnvelopeLostException} if the envelope is not or no longer here, with a {@link
   *     NotPairedException} if the pairing was revoked meanwhile, with another {@link IOException}
   *     if that cannot be told now; each call gives one of its own, and a caller that stops waiting
   *     cancels its future, so that nothing is kept for it
   */
  CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id);

  /**
   * Answers a pairing message. The same message gets the same answer. May take some tenths of a
   * second, on this thread.
   *
   * @param nameplate which offer it is for
   * @return completes with the answer, or exceptionally with a {@link PairingRefusedException} if
   *     there is no such offer or the code was wrong, or another {@link IOException} if it cannot
   *     be answered now; a caller that stops waiting cancels its future
   */
  CompletionStage<byte[]> pair(String nameplate, byte[] message);

  /**
   * A folder for pieces of uploads that are checked as a whole before a byte of them counts;
   * emptied when the receiver or relay starts. Default: none, and no such pieces are taken.
   *
   * @param bytes that shall lie there in all, at least 0; 0 asks only whether there is a folder
   * @throws EnvelopeDeferredException if there is no room for so much
   * @throws IOException if that cannot be told now
   */
  default Optional<Path> spool(long bytes) throws IOException {
    return Optional.empty();
  }

  /** How long an unfinished upload is kept after its last byte came. Default: a week. */
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
