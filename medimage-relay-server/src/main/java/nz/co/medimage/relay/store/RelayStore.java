package nz.co.medimage.relay.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.transport.Intake.UploadState;
import nz.co.medimage.api.transport.TokenHash;
import nz.co.medimage.transport.http.v1.SenderPage;

/**
 * The storage of a relay: mailboxes, senders, pairing offers and messages. A <em>message</em> is
 * what a sender leaves for a receiver: a sealed envelope, or its half of a pairing. It begins,
 * grows, waits once it is whole, and ends with its <em>reply</em>: the sealed receipt, or the
 * receiver's half of the pairing.
 *
 * <p>What an implementation must guarantee:
 *
 * <ul>
 *   <li>Durability: when a method returns, its change is on stable storage. A sender deletes its
 *       photo on the strength of a receipt that is kept here. What was begun and is not whole yet
 *       must survive the end of a node, but may be lost with the machine: its sender goes on from
 *       what is left.
 *   <li>Visibility: from then on every node on the same store sees it.
 *   <li>Atomicity: a method that throws an {@link IOException} has done all or nothing, except
 *       {@link #sweep}, and may be called again. Concurrent calls take effect one after the other.
 *   <li>Room: if there is none, it throws a {@link StoreFullException}, and what it holds stays.
 *   <li>Threads: several threads and nodes call it at once. Methods may block on disk and network.
 * </ul>
 *
 * <p>The relay checks {@link nz.co.medimage.relay.Limits} and who may do what before it calls; a
 * store need not. Tokens and keys reach it only as hashes, except {@link #enrolmentKey}. A relay
 * calls {@link #sweep} and {@link #dropIdle} once an hour.
 *
 * <p>Implementing it is experimental: there is no contract kit for it yet.
 */
public interface RelayStore extends AutoCloseable {
  // Who

  /**
   * Makes a mailbox, if there is none of this id.
   *
   * @return the mailbox that is there now, perhaps with the token of somebody else
   */
  Mailbox enrol(UUID id, TokenHash token) throws IOException;

  /** Finds a mailbox. */
  Optional<Mailbox> mailbox(UUID id) throws IOException;

  /** Records that the receiver of a mailbox is there now. Does nothing if there is no mailbox. */
  void touch(UUID mailbox) throws IOException;

  /**
   * Makes a session the current one of a mailbox if no other is; otherwise it challenges the
   * current one.
   *
   * @param session the id of one run of the receiver
   * @return whether this session is the current one now
   * @throws IOException also if the mailbox does not exist
   */
  boolean openSession(UUID mailbox, UUID session) throws IOException;

  /**
   * Lets the current session answer its challenger. Does nothing if this is not the current one.
   */
  void answerChallenge(UUID mailbox, UUID session) throws IOException;

  /**
   * Makes a session the current one if its challenge was not answered.
   *
   * @return false if it was answered, or if another session has challenged since
   */
  boolean takeOver(UUID mailbox, UUID session) throws IOException;

  /** Ends a session. Does nothing if it is not the current one. */
  void endSession(UUID mailbox, UUID session) throws IOException;

  /**
   * The enrolment key of a relay that makes its own.
   *
   * @param fresh the key to store if there is none yet
   * @return the stored key: always the same, on every node
   */
  String enrolmentKey(String fresh) throws IOException;

  /** How many mailboxes there are. */
  int mailboxes() throws IOException;

  /**
   * Grants a mailbox more bytes to take. Unlike the other methods, it adds again when it is
   * repeated: after an {@link IOException}, look at {@link #mailbox} first.
   *
   * @param bytes added to what was granted before; not negative
   * @return false if the mailbox does not exist
   * @throws IllegalArgumentException if {@code bytes} is negative, or the sum is too large for a
   *     {@code long}
   */
  boolean grant(UUID mailbox, long bytes) throws IOException;

  /**
   * What a mailbox holds and has taken. Called for each upload: it must be as fast for a full
   * mailbox as for an empty one.
   *
   * @throws IOException also if the mailbox does not exist
   */
  Usage usage(UUID mailbox) throws IOException;

  /**
   * Sets who may leave messages in a mailbox, for one part of the list of senders: it replaces that
   * part. Unfinished messages of senders who are no longer listed are dropped. Whole messages stay,
   * and so do those for offers of the mailbox.
   *
   * @param page the senders. One that another mailbox lists with the same token moves to this
   *     mailbox; with another token it is ignored, as is the id of an offer of this mailbox
   * @return false, with nothing changed, if the list would have more than {@link
   *     SenderPage#MOST_OF_A_MAILBOX} senders
   * @throws IOException also if the mailbox does not exist
   */
  boolean admit(UUID mailbox, SenderPage page) throws IOException;

  /** The mailbox in which a sender may leave messages; empty if there is none. */
  Optional<AdmittedSender> sender(UUID pairing) throws IOException;

  // Offers

  /**
   * Makes an offer: pairing messages for a nameplate go to a mailbox until a time. If the mailbox
   * has the nameplate already, sets the time anew. An offer that is over is dropped with its
   * messages, and the nameplate is free for a new one.
   *
   * @return false if another mailbox has the nameplate, or if this one has ten others
   * @throws IOException also if the mailbox does not exist
   */
  boolean reserve(String nameplate, UUID mailbox, Instant until) throws IOException;

  /** Ends an offer and drops its messages. Does nothing if the offer is not of this mailbox. */
  void release(String nameplate, UUID mailbox) throws IOException;

  /** The offer under a nameplate; empty if there is none, or if it is over. */
  Optional<Offer> offer(String nameplate) throws IOException;

  // What

  /**
   * Begins a message, or finds it. The caller has checked that {@code from} may send.
   *
   * @param size at least 1. An unfinished message of another size begins anew; a whole one stays
   * @return how far the message is. A message with a reply is at its full size; a whole message of
   *     another size has that size
   * @throws IOException also if the mailbox does not exist
   */
  UploadState begin(MessageKey key, long size) throws IOException;

  /** How far a message is; empty if there is none. */
  Optional<UploadState> state(MessageKey key) throws IOException;

  /** How many messages of a sender, or for an offer, there are, in whatever state. */
  int messages(UUID from) throws IOException;

  /**
   * Appends to a message. With its last byte the message waits for the receiver.
   *
   * @param offset the place of {@code bytes} in the message
   * @param bytes the bytes from position to limit, some hundred KiB at most, as they are held in
   *     memory. If the message has them afterwards, perhaps from an earlier call that seemed to
   *     fail, the position moves to the limit; if not, it does not move
   * @return how far the message is now; unchanged if it did not stand at {@code offset}
   * @throws java.nio.file.NoSuchFileException if there is no such message
   * @throws IllegalArgumentException if there are more bytes than the message lacks
   */
  UploadState append(MessageKey key, long offset, ByteBuffer bytes) throws IOException;

  /**
   * Reads from a message that waits.
   *
   * @param offset where to begin; not negative
   * @param into filled as far as the message goes
   * @return how many bytes were read; 0 at the end
   * @throws java.nio.file.NoSuchFileException if the message does not wait, or no longer
   */
  int read(MessageKey key, long offset, ByteBuffer into) throws IOException;

  /**
   * Reads from a message that waits or is coming in what is there of it. By default only from one
   * that waits.
   *
   * @param offset where to begin; not negative
   * @return how many bytes were read; 0 at the end, and while no more are there
   * @throws java.nio.file.NoSuchFileException if there is no such message, or nothing of it yet, or
   *     if it has its reply
   */
  default int readComing(MessageKey key, long offset, ByteBuffer into) throws IOException {
    return read(key, offset, into);
  }

  /**
   * The messages that wait in a mailbox, oldest first; none if the mailbox does not exist.
   *
   * @param after {@link Waiting#next()} of the last answer, or {@code 0} for all; an unknown value
   *     counts as {@code 0}
   * @param most how many at most, at least 1
   */
  Waiting waiting(UUID mailbox, String after, int most) throws IOException;

  /**
   * The same, and envelopes that are coming in: some of their bytes are here, the last of them
   * since a short time. When one is whole, it is in the list once more. By default, as of a store
   * that does not tell of them, none.
   *
   * @param within how long ago something must have come to them
   */
  default Waiting waitingOrComing(UUID mailbox, String after, int most, Duration within)
      throws IOException {
    return waiting(mailbox, after, most);
  }

  /**
   * Envelopes in a mailbox whose upload was begun and is not finished, those that grew last first;
   * none if there is no such mailbox.
   *
   * @param still for how long nothing has come to them
   * @param most the largest number of them to return, at least 1
   */
  List<Waiting.Message> unfinished(UUID mailbox, Duration still, int most) throws IOException;

  /**
   * Ends a message, also one that is not whole: stores its reply and deletes its bytes, in one
   * step. From then on it counts as whole. If there is a reply already, that one stays.
   *
   * @return false if the message does not exist
   */
  boolean reply(MessageKey key, byte[] reply) throws IOException;

  /** The reply to a message; empty if there is none. */
  Optional<byte[]> reply(MessageKey key) throws IOException;

  /** Drops a message in whatever state, and its reply. Does nothing if there is none. */
  void drop(MessageKey key) throws IOException;

  /**
   * Drops a message that waits, but not if it has been uploaded again since.
   *
   * @param upload the {@link Waiting.Message#upload()} to drop
   */
  void drop(MessageKey key, UUID upload) throws IOException;

  // How it is

  /**
   * Drops unfinished uploads of a mailbox that stand still, to make room for others.
   *
   * @param empty how long ago an upload without a byte must have begun
   * @param begun how long ago any other must have had its last byte
   * @return how many were dropped
   */
  int dropStalled(UUID mailbox, Duration empty, Duration begun) throws IOException;

  /**
   * Drops mailboxes that hold nothing, have no grant, and whose receiver has long been away.
   *
   * @param unused how long, for a mailbox that never had a sender or an envelope
   * @param idle how long, for any other
   * @return how many were dropped
   */
  int dropIdle(Duration unused, Duration idle) throws IOException;

  /**
   * Drops messages that are too old, and offers that are over. If this fails in one mailbox, it
   * continues with the others.
   *
   * @param unfinished how long to keep an unfinished message after its last byte
   * @param kept how long to keep a message after its last byte, and then its reply
   * @throws IOException the first failure, after all mailboxes were tried
   */
  void sweep(Duration unfinished, Duration kept) throws IOException;

  /** How many bytes of room are left; {@link Long#MAX_VALUE} if that is not known. */
  long room() throws IOException;

  /** What the relay holds in all, for its metrics. */
  Totals totals() throws IOException;

  /**
   * Checks that the store can be reached and written to, for the health of the relay.
   *
   * @throws IOException if it cannot
   */
  void check() throws IOException;

  /** Sets who is told of changes. The relay calls it once, before all other methods. */
  void onChange(Listener listener);

  /**
   * Ends threads and connections. A call in progress fails or completes. The relay calls it once.
   */
  @Override
  void close();

  /**
   * Told of all changes, those of other nodes included, after they are visible. A store may tell of
   * changes that did not happen, but must not omit one for longer than some seconds. Any thread may
   * call it; an implementation neither blocks nor calls the store.
   */
  interface Listener {

    /**
     * Something changed.
     *
     * @param id the id of a mailbox in which something waits or whose session changed, or of a
     *     pairing that was removed; the {@linkplain MessageKey#topic topic} of a message that has
     *     grown, has its reply or was dropped; or the {@linkplain Waiting#comingTopic topic} of a
     *     mailbox into which something begins to come
     */
    void changed(UUID id);

    /** Any change may have happened, as those of other nodes may have been missed. */
    void anything();
  }
}
