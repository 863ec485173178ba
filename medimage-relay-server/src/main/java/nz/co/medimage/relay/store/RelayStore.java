package nz.co.medimage.relay.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
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

  /** How many mailboxes there are. */
  int mailboxes() throws IOException;

  /**
   * Grants a mailbox more bytes to take.
   *
   * @param bytes added to what was granted before
   * @return false if there is no such mailbox
   */
  boolean grant(UUID mailbox, long bytes) throws IOException;

  /** What a mailbox takes up now. */
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

  // What

  /**
   * Begins a message, or finds it.
   *
   * @param size at least 1
   * @return where it stands; one that has its reply stands at its size
   */
  UploadState begin(MessageKey key, long size) throws IOException;

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
   * @param into filled as far as the message goes
   * @return how many bytes were read; 0 at the end
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
   * @param kept since a message was whole, or had its reply
   */
  void sweep(Duration unfinished, Duration kept) throws IOException;

  /**
   * Has {@code listener} told of changes, also those that another node made: by the id of the
   * mailbox in which something waits, of the message that has its reply or was dropped, and of the
   * pairing that was removed. It may be told of changes that did not happen. Called once, before
   * the others.
   *
   * @param listener must not block, nor call the store
   */
  void onChange(Consumer<UUID> listener);

  /** Ends threads and connections. */
  @Override
  void close();
}
