package nz.co.medimage.relay.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.transport.Intake.UploadState;
import nz.co.medimage.api.transport.TokenHash;
import nz.co.medimage.transport.http.v1.SenderPage;

/**
 * What a relay keeps. A <em>message</em> is what a sender leaves for a receiver: a sealed envelope,
 * or its half of a pairing. It is begun, grows, waits when it is whole, and ends with its
 * <em>reply</em>: the sealed receipt, or the receiver's half.
 *
 * <p>When a method returns, what it did is on stable storage and seen by every other node on the
 * same store. A method that fails with an {@link IOException} did all or nothing, {@link #sweep}
 * perhaps a part, and may be called again; a {@link StoreFullException} says that there was no
 * room. Methods block on the disk or the network. Safe for use by several threads and nodes.
 */
public interface RelayStore extends AutoCloseable {
  // Who

  /**
   * Makes a mailbox, unless there is one of this id.
   *
   * @return the one that is there now, whoever made it
   */
  Mailbox enrol(UUID id, TokenHash token) throws IOException;

  /** Finds a mailbox. */
  Optional<Mailbox> mailbox(UUID id) throws IOException;

  /** Notes that the receiver of a mailbox was there just now; nothing happens if there is none. */
  void touch(UUID mailbox) throws IOException;

  /**
   * Makes a session the current one of a mailbox, if none is or if it is that already. Else it
   * challenges the current one.
   *
   * @param session the id of one run of the receiver
   * @return whether it is the current one
   * @throws IOException if there is no such mailbox, too
   */
  boolean openSession(UUID mailbox, UUID session) throws IOException;

  /** Has the current session refute whoever challenged it. */
  void answerChallenge(UUID mailbox, UUID session) throws IOException;

  /**
   * Makes a session the current one whose challenge was not answered.
   *
   * @return false if it was, or if another challenged since
   */
  boolean takeOver(UUID mailbox, UUID session) throws IOException;

  /** Ends a session; nothing happens if it is not the current one. */
  void endSession(UUID mailbox, UUID session) throws IOException;

  /**
   * The key that receivers show to get a mailbox, for a relay that makes its own.
   *
   * @param fresh becomes the key if there is none yet
   * @return the same on every node, and each time
   */
  String enrolmentKey(String fresh) throws IOException;

  /** How many mailboxes there are. */
  int mailboxes() throws IOException;

  /**
   * Grants a mailbox more bytes to take. Alone among these methods it adds when it is repeated:
   * after an {@link IOException}, look what {@link #mailbox} says.
   *
   * @param bytes added to what was granted before; not negative
   * @return false if there is no such mailbox
   * @throws IllegalArgumentException if it is negative, or if the sum cannot be counted
   */
  boolean grant(UUID mailbox, long bytes) throws IOException;

  /**
   * What a mailbox takes up now. The time that it takes does not depend on how much that is.
   *
   * @throws IOException if there is no such mailbox, too
   */
  Usage usage(UUID mailbox) throws IOException;

  /**
   * Says who may leave messages in a mailbox, in place of that part of any list before. Unfinished
   * messages of those who are not on it any more are dropped; whole ones stay, and so do those for
   * its offers.
   *
   * @param page its senders: one that is listed for another mailbox with another token is passed
   *     over; with the same token it moves here. The id of an offer of its own is passed over too
   * @return false, and nothing changed, if the list would have more than {@link
   *     SenderPage#MOST_OF_A_MAILBOX}
   * @throws IOException if there is no such mailbox, too
   */
  boolean admit(UUID mailbox, SenderPage page) throws IOException;

  /** Where a sender may leave messages. */
  Optional<AdmittedSender> sender(UUID pairing) throws IOException;

  // Offers

  /**
   * Has pairing messages for a nameplate go to a mailbox for a while. To reserve it again sets
   * {@code until} anew; one that is over is forgotten with its messages, and becomes another offer.
   *
   * @return false if another mailbox has the nameplate, or if this one has ten others
   * @throws IOException if there is no such mailbox, too
   */
  boolean reserve(String nameplate, UUID mailbox, Instant until) throws IOException;

  /** Ends an offer, and drops its messages. Nothing happens if it is not this mailbox's. */
  void release(String nameplate, UUID mailbox) throws IOException;

  /** The offer under a nameplate; empty if there is none, or if it is over. */
  Optional<Offer> offer(String nameplate) throws IOException;

  // What

  /**
   * Begins a message, or finds it. Whether {@code from} may send is for the caller to know.
   *
   * @param size at least 1; one that was begun with another size is begun anew, unless it is whole
   * @return where it stands, with another size if it is whole with that; one that has its reply
   *     stands at its size
   * @throws IOException if there is no such mailbox, too
   */
  UploadState begin(MessageKey key, long size) throws IOException;

  /** Where a message stands; empty if there is none. */
  Optional<UploadState> state(MessageKey key) throws IOException;

  /** How many messages of a sender, or for an offer, there are: whole or not, replied to or not. */
  int messages(UUID from) throws IOException;

  /**
   * Appends to a message. With its last byte it waits for the receiver.
   *
   * @param offset where {@code bytes} belong
   * @param bytes that are missing, from position to limit; kept in memory at once, so some hundred
   *     KiB. The position moves to the limit if they are there then, also from an earlier call that
   *     seemed to fail, and not at all if they are not
   * @return where it stands then: further on if they were taken, unchanged if it stood elsewhere
   * @throws java.nio.file.NoSuchFileException if there is no such message
   * @throws IllegalArgumentException if these are more bytes than are missing
   */
  UploadState append(MessageKey key, long offset, ByteBuffer bytes) throws IOException;

  /**
   * Reads of a message that waits.
   *
   * @param offset not negative
   * @param into filled as far as the message goes
   * @return how many bytes were read; 0 at the end
   * @throws java.nio.file.NoSuchFileException if it does not wait, or no longer
   */
  int read(MessageKey key, long offset, ByteBuffer into) throws IOException;

  /**
   * What waits in a mailbox; nothing if there is no such mailbox.
   *
   * @param after {@link Waiting#next()} of the last answer, or {@code 0} for all; what it does not
   *     know counts as {@code 0}
   * @param most at most so many, at least 1
   */
  Waiting waiting(UUID mailbox, String after, int most) throws IOException;

  /**
   * Ends a message that waits with its reply; its bytes are gone then. The first reply stands.
   *
   * @return false if there is no such message, or if it does not wait and has no reply
   */
  boolean reply(MessageKey key, byte[] reply) throws IOException;

  /** The reply to a message; empty if there is none. */
  Optional<byte[]> reply(MessageKey key) throws IOException;

  /** Drops a message, whatever there is of it; its reply too. */
  void drop(MessageKey key) throws IOException;

  /**
   * Drops a message, unless it was uploaded again since.
   *
   * @param upload {@link Waiting.Message#upload()} of what is to be dropped
   */
  void drop(MessageKey key, UUID upload) throws IOException;

  // How it is

  /**
   * Drops uploads of a mailbox that do not go on, so that others have their room.
   *
   * @param empty since those were begun that have no byte yet
   * @param begun since the last byte of the others
   * @return how many they were
   */
  int dropStalled(UUID mailbox, Duration empty, Duration begun) throws IOException;

  /**
   * Drops mailboxes that hold nothing and to which nothing was granted.
   *
   * @param unused since the receiver was there last, of those that never had a sender nor an
   *     envelope
   * @param idle since then, of the others
   * @return how many they were
   */
  int dropIdle(Duration unused, Duration idle) throws IOException;

  /**
   * Drops what is too old: messages, and offers that are over. A mailbox in which that fails does
   * not keep it from the others.
   *
   * @param unfinished since the last byte of a message that is not whole
   * @param kept since a message was whole, or had its reply
   * @throws IOException the first failure, after the others were tried
   */
  void sweep(Duration unfinished, Duration kept) throws IOException;

  /** Bytes of room that are left, as far as that is known; else {@link Long#MAX_VALUE}. */
  long room() throws IOException;

  /** What the relay holds in all. */
  Totals totals() throws IOException;

  /**
   * Tries whether the store can be reached, and be written to.
   *
   * @throws IOException if not
   */
  void check() throws IOException;

  /** Has {@code listener} told of changes. Called once, before the others. */
  void onChange(Listener listener);

  /** Ends threads and connections. A call that is under way fails, or is done. */
  @Override
  void close();

  /**
   * Is told of changes, also those that another node made. It may be told of some that did not
   * happen. It is called by any thread, must not block, nor call the store.
   */
  interface Listener {

    /**
     * Something changed.
     *
     * @param id of the mailbox in which something waits or whose session changed, or of the pairing
     *     that was removed; or the {@linkplain MessageKey#topic topic} of the message that has its
     *     reply or was dropped
     */
    void changed(UUID id);

    /** Changes of other nodes may have been missed: any may have happened. */
    void anything();
  }
}
