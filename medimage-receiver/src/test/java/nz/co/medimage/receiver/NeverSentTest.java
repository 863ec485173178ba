package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import nz.co.medimage.api.EnvelopeId;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A photo whose announced size is too large: the receiver has nothing of it. */
@Timeout(60)
final @Disabled("until the beginning of an envelope is opened early") class NeverSentTest {
  @TempDir Path home;

  @Test
  void replaySaysThatItWasNeverSentAndWhoHasIt() throws Exception {
    PairedHome.fill(home);
    EnvelopeId id = Phone.freshId();
    try (Bench bench = new Bench(home)) {
      bench.reception().begin(PairedHome.phone().id(), id, 1L << 40);
      List<DeliveryRecord> all = bench.receiver.deliveries();
      assertEquals(1, all.size());
      assertEquals(DeliveryRecord.State.REJECTED, all.get(0).state());

      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> bench.receiver.replay(id));

      assertEquals(
          "there is nothing to try again for "
              + id
              + ": it was too large and is not here, as a rule because it was never sent; whoever"
              + " sent it has the original and can send it again once this receiver takes larger"
              + " ones",
          e.getMessage());
      assertEquals(List.of(), bench.files("quarantine"));
      assertEquals(List.of(), bench.files("requests"));
    }
  }
}
