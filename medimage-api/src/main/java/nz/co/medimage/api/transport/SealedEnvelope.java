package nz.co.medimage.api.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import nz.co.medimage.api.EnvelopeId;

/**
 * A sealed envelope that is to be uploaded. Its bytes do not change while a transport uses it, but
 * some may not be there yet: a sender may begin an upload while it is still sealing the envelope.
 * Safe for use by several threads.
 */
public interface SealedEnvelope {

  /**
   * Returns the envelope in a file, of which the other end may have a part already.
   *
   * @param file as {@link #of(EnvelopeId, Path, long, boolean)} wants it
   * @param size the length of the file in bytes
   */
  static SealedEnvelope of(EnvelopeId id, Path file, long size) {
    return of(id, file, size, false);
  }

  /**
   * Returns the envelope in a file.
   *
   * @param file has all of its bytes, and must not change while the envelope is in use; the caller
   *     owns and deletes it
   * @param size the length of the file in bytes
   * @param fresh see {@link #fresh}
   */
  static SealedEnvelope of(EnvelopeId id, Path file, long size, boolean fresh) {
    return new FileEnvelope(id, file, size, fresh);
  }

  /** The id of the envelope. */
  EnvelopeId id();

  /** The length of the envelope in bytes. */
  long size();

  /**
   * Whether no upload of it was begun before, as far as the sender knows. The other end then has
   * nothing of it, so a transport need not ask first where the upload stands. Only a hint: the
   * sender's home may be a copy of another.
   */
  boolean fresh();

  /**
   * Opens the bytes from an offset to the end. The caller closes the stream.
   *
   * <p>Reading blocks while the next byte is still being sealed. In all that may last as long as
   * sealing does; a sender that makes too little progress breaks the stream off. An {@link
   * IOException} of the stream ends the upload: the other end then never gets all of the envelope,
   * unless a later upload brings it. So pass bytes on as they come, in blocks of a size that suits
   * the route, and do not wait for the end of the stream first.
   *
   * @param offset from zero to {@link #size}
   * @throws IOException if the bytes cannot be read
   */
  InputStream open(long offset) throws IOException;
}
