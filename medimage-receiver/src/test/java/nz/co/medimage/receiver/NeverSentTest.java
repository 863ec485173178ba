package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A photo that is too large by what its beginning says: the receiver has nothing of it. */
@Timeout(60)
final class NeverSentTest {
  @TempDir Path home;

  @Test
  void replaySaysThatItIsNotHereAndWhoHasIt() throws Exception {
    PairedHome.fill(home);
    EnvelopeId id = Phone.freshId();
    try (Bench bench = new Bench(home)) {
      Phone phone = PairedHome.phone();
      phone.send(bench.context(), id, Arrays.copyOf(TestPhotos.jpeg(1), 17 << 20));
      List<DeliveryRecord> all = bench.receiver.deliveries(1_000);
      assertEquals(1, all.size());
      assertEquals(DeliveryRecord.State.REJECTED, all.get(0).state());

      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> Person.replay(bench.receiver, id));

      assertEquals(
          "there is nothing to try again for "
              + id
              + ": it was too large and is not here, as no more than its beginning was taken; whoever"
              + " sent it has the original and can send it again once this receiver takes larger"
              + " ones",
          e.getMessage());
      assertEquals(List.of(), bench.files("quarantine"));
      assertEquals(List.of(), bench.files("requests"));
    }
  }
}
