package nz.co.medimage.crypto.envelope;

import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.api.Receipt;

/**
 * What is in a sealed receipt.
 *
 * @param receipt the receiver's word
 * @param routes the routes to the receiver when it was sealed, if the receiver told them
 */
public record OpenedReceipt(Receipt receipt, Optional<CurrentRoutes> routes) {
  /** Refuses null. */
  public OpenedReceipt {
    Objects.requireNonNull(receipt, "receipt");
    Objects.requireNonNull(routes, "routes");
  }
}
