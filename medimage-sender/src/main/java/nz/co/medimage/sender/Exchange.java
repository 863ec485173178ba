package nz.co.medimage.sender;

import java.util.Optional;

/** What is done with an envelope at the other end of a route. */
@FunctionalInterface
interface Exchange {
  /** Returns the sealed receipt, or nothing if there is none yet. */
  Optional<byte[]> run() throws UndeliveredException;
}
