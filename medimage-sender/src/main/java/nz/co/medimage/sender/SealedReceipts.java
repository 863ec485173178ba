package nz.co.medimage.sender;

import java.io.IOException;
import java.time.Clock;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.crypto.ReceiptCodec;
import nz.co.medimage.crypto.SenderPairing;
import nz.co.medimage.crypto.envelope.CurrentRoutes;
import nz.co.medimage.crypto.envelope.OpenedReceipt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the receiver of one pairing says in its receipts. */
final class SealedReceipts {
  private static final Logger LOG = LoggerFactory.getLogger(SealedReceipts.class);

  private final PairingId pairing;
  private final Pairings pairings;
  private final Clock clock;

  SealedReceipts(PairingId pairing, Pairings pairings, Clock clock) {
    this.pairing = pairing;
    this.pairings = pairings;
    this.clock = clock;
  }

  OpenedReceipt open(QueuedEnvelope envelope, byte[] sealed) throws UndeliveredException {
    try {
      SenderPairing keys =
          pairings.find(pairing).orElseThrow(() -> new IOException("the pairing was forgotten"));
      return ReceiptCodec.open(sealed, envelope.entry().prefix(), keys);
    } catch (IOException e) {
      LOG.warn("A receipt for {} was ignored: {}", envelope.id(), e.getMessage());
      throw UndeliveredException.ignored(envelope.handle().to(), e);
    }
  }

  /** Keeps the routes that came with a receipt, and returns whether they have changed. */
  boolean learn(OpenedReceipt receipt) {
    return receipt.routes().map(this::learn).orElse(false);
  }

  private boolean learn(CurrentRoutes routes) {
    try {
      return pairings.told(pairing, routes, clock.instant());
    } catch (IOException e) {
      LOG.warn("The routes that a receiver told cannot be kept: {}", e.toString());
      return false;
    }
  }
}
