package nz.co.medimage.transport.http.server;

import java.io.IOException;
import nz.co.medimage.api.PairingId;

/**
 * Says which owner's share of a server an upload takes, and counts refusals. Safe for use by
 * several threads.
 */
public interface UploadOwners {

  /**
   * The owners at a receiver, where each device is its own owner, so that only the other limits
   * count.
   */
  UploadOwners NONE = from -> from;

  /**
   * Returns the owner that a sender uploads for, such as a mailbox.
   *
   * @return an object that is equal for the same owner
   * @throws IOException if that cannot be determined now
   */
  Object of(PairingId from) throws IOException;

  /**
   * Called when an upload was refused because too many are being received. Default: does nothing.
   */
  default void refused() {}
}
