package nz.co.medimage.crypto.envelope;

import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.api.Receipt;

/**
 * The content of a sealed receipt. Immutable.
 *
 * @param receipt the receiver's answer
 * @param routes the routes to the receiver when it sealed the receipt; empty if it sent none
 */
public record OpenedReceipt(Receipt receipt, Optional<CurrentRoutes> routes) {
  /** Refuses null. */
  public OpenedReceipt {
    Objects.requireNonNull(receipt, "receipt");
    Objects.requireNonNull(routes, "routes");
  }
}
