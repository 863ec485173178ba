package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.UUID;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import org.junit.jupiter.api.Test;

final class QuotasTest {
  private final Quotas quotas = new Quotas();
  private final PairingId one = new PairingId(new UUID(1, 1));
  private final PairingId other = new PairingId(new UUID(2, 2));

  /** Receives so many photos of a device at once. */
  private int receive(PairingId from, int photos) throws IOException {
    return photos == 0 ? 0 : quotas.receive(from, () -> 1 + receive(from, photos - 1));
  }

  @Test
  void deviceThatSendsTooManyAtOnceIsAskedToWaitAndOthersAreNot() throws IOException {
    assertEquals(8, receive(one, 8));
    EnvelopeDeferredException e =
        assertThrows(EnvelopeDeferredException.class, () -> receive(one, 9));
    assertEquals(
        "This device sends too many photos at once; this one follows in a moment.", e.getMessage());
    assertEquals(16, (int) quotas.receive(other, () -> 8 + receive(one, 8)));
  }
}
