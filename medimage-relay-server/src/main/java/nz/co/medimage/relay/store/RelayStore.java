package nz.co.medimage.relay.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.TokenHash;
import nz.co.medimage.api.spi.Intake.UploadState;

/**
 * What a relay keeps. A <em>message</em> is what a sender leaves for a receiver: a sealed envelope,
 * or its half of a pairing. It is begun, grows, waits when it is whole, and ends with its
 * <em>reply</em>: the sealed receipt, or the receiver's half.
 *
 * <p>When a method returns, what it did is on stable storage and seen by every other node on the
 * same store. Safe for use by several threads and nodes. A method that fails with an {@link
 * IOException} may be called again.
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

  /**
   * Grants a mailbox more bytes to take.
   *
   * @param bytes added to what was granted before
   * @return false if there is no such mailbox
   */
  boolean grant(UUID mailbox, long bytes) throws IOException;

  /**
   * What a mailbox takes up now.
   *
   * @throws IOException also if there is no such mailbox
   */
  Usage usage(UUID mailbox) throws IOException;

  /**
   * Says who may leave messages in a mailbox, in place of any list before. Unfinished messages of
   * those who are not on it any more are dropped; whole ones stay.
   *
   * @param senders at most some thousands. One that is listed for another mailbox with another
   *     token is passed over; with the same token it moves here
   */
  void admit(UUID mailbox, Map<UUID, TokenHash> senders) throws IOException;

  /** Where a sender may leave messages. */
  Optional<Sender> sender(UUID pairing) throws IOException;

  // Offers

  /**
   * Takes a nameplate for a mailbox, or takes it for longer.
   *
   * @param until when it is free again
   * @return false if another mailbox has it
   */
  boolean reserve(String nameplate, UUID mailbox, Instant until) throws IOException;

  /** Gives a nameplate free and drops what came for it; nothing if it is not this mailbox's. */
  void release(String nameplate, UUID mailbox) throws IOException;

  /** Who holds a nameplate now. A message for it is {@linkplain MessageKey#from from} its id. */
  Optional<Offer> offer(String nameplate) throws IOException;

  // What

  /**
   * Begins a message, or finds it.
   *
   * @param size at least 1
   * @return where it stands; one that has its reply stands at its size
   */
  UploadState begin(MessageKey key, long size) throws IOException;

  /** How many messages there are from a sender, or for an offer, also those that ended. */
  int messages(UUID from) throws IOException;

  /** Where a message stands; empty if there is none. */
  Optional<UploadState> state(MessageKey key) throws IOException;

  /**
   * Appends to a message. With its last byte it waits for the receiver.
   *
   * @param offset where {@code bytes} belong
   * @param bytes that are missing; taken from position to limit
   * @return where it stands then: further on if they were taken, unchanged if it stood elsewhere
   * @throws java.nio.file.NoSuchFileException if there is no such message
   */
  UploadState append(MessageKey key, long offset, ByteBuffer bytes) throws IOException;

  /**
   * Reads of a message that waits.
   *
   * @return how many bytes were put into {@code into}: at least one, or 0 at the end or if {@code
   *     into} is full
   * @throws java.nio.file.NoSuchFileException if it does not wait, or no longer
   */
  int read(MessageKey key, long offset, ByteBuffer into) throws IOException;

  /**
   * What waits in a mailbox.
   *
   * @param after {@link Waiting#next()} of the last answer, or {@code 0} for all
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
   * Drops what is too old.
   *
   * @param unfinished since the last byte of a message that is not whole
   * @param kept since a message was whole, or had its reply; what came for an offer goes with it
   */
  void sweep(Duration unfinished, Duration kept) throws IOException;

  /**
   * Has {@code listener} told of changes, also those that another node made. Called once, before
   * the others.
   */
  void onChange(Listener listener);

  // How it is

  /** What is held in all. */
  Totals totals() throws IOException;

  /** Bytes of room that are left, as far as that is known; else {@link Long#MAX_VALUE}. */
  long room() throws IOException;

  /**
   * Makes sure that it can be written to.
   *
   * @throws IOException with one sentence if not
   */
  void check() throws IOException;

  /** Ends threads and connections. */
  @Override
  void close();

  /** Is told of changes, also of some that did not happen. Must not block, nor call the store. */
  interface Listener {

    /**
     * Something changed.
     *
     * @param id of the mailbox in which something waits, of the message that has its reply or was
     *     dropped, or of the pairing that was removed
     */
    void changed(UUID id);

    /** Anything may have changed: what other nodes did could not be heard for a while. */
    void anything();
  }
}
