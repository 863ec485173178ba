package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import nz.co.medimage.api.Credential;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.spi.EnvelopeLostException;
import nz.co.medimage.api.spi.EnvelopeRefusedException;
import nz.co.medimage.api.spi.NotPairedException;
import nz.co.medimage.api.spi.OffsetConflictException;
import nz.co.medimage.api.spi.Reception;
import nz.co.medimage.api.spi.Reception.UploadState;

/**
 * Where a {@link TusHandler} puts what one sender uploads: the inbox of a receiver, or the store of
 * a relay. The methods keep the contracts of their namesakes in {@link Reception}.
 */
public interface Uploads {

  /**
   * Begins an upload, or finds the one that was begun.
   *
   * @return the offset at which it stands
   * @throws EnvelopeRefusedException if it is not wanted now
   * @throws IOException if the store fails
   */
  long begin(EnvelopeId id, long size) throws IOException;

  /**
   * Where an upload stands.
   *
   * @throws EnvelopeLostException if none was begun
   */
  UploadState state(EnvelopeId id) throws IOException;

  /**
   * Appends to an upload; blocks while {@code bytes} does.
   *
   * @return the offset at which it now stands
   * @throws OffsetConflictException if the upload stands elsewhere
   * @throws EnvelopeLostException if none was begun
   * @throws NotPairedException if the sender was revoked meanwhile
   * @throws IOException if {@code bytes} broke or the store failed
   */
  long append(EnvelopeId id, long offset, InputStream bytes) throws IOException;

  /** How long an unfinished upload is kept after its last byte came. */
  Duration unfinishedKept();

  /** Lets senders in. */
  @FunctionalInterface
  interface Door {
    /**
     * Lets one in, for one request.
     *
     * @throws NotPairedException if the credential is not one that stands
     */
    Uploads enter(Credential credential) throws NotPairedException;
  }
}
