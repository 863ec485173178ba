package nz.co.medimage.transport.http.server;

import java.io.IOException;
import nz.co.medimage.api.PairingId;

/** Tells whose share of a server uploads take, and is told of refusals. Thread-safe. */
public interface UploadOwners {

  /** A receiver's: there is one owner, itself, so that only the other limits count. */
  UploadOwners NONE = from -> from;

  /**
   * Whom a sender uploads for, such as the mailbox that it leaves envelopes in.
   *
   * @return something with {@code equals}
   * @throws IOException if that cannot be told now
   */
  Object of(PairingId from) throws IOException;

  /** An upload was refused, as too many come in at once. */
  default void refused() {}
}
