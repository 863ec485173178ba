package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Filed;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ReceiverTest {
  private static final byte[] JPEG = TestPhotos.jpeg(1);

  @TempDir Path home;

  @BeforeEach
  void pair() throws IOException {
    PairedHome.fill(home);
  }

  @Test
  void photoGoesFromUploadToReceipt() throws Exception {
    try (Bench bench = new Bench(home)) {
      Phone phone = PairedHome.phone();
      EnvelopeId id = Phone.freshId();
      Receipt receipt = phone.send(bench.reception(), id, JPEG);
      Receipt.Delivered delivered = (Receipt.Delivered) receipt;
      assertEquals(List.of(new Filed("folders", id.toString())), delivered.filed());
      assertArrayEquals(JPEG, bench.sink.photos().get(id));
      assertEquals(List.of(), bench.files("inbox"));
      assertEquals(List.of(), bench.files("staging"));
      assertTrue(bench.events.lines().contains("delivered photo.jpg " + JPEG.length));
    }
  }

  @Test
  void repeatGetsTheVerySameReceiptAlsoAfterARestart() throws Exception {
    EnvelopeId id = Phone.freshId();
    FakeSink sink = new FakeSink("folders");
    Phone phone;
    byte[] sealed;
    byte[] first;
    try (Bench bench = new Bench(home, sink, o -> o)) {
      phone = PairedHome.phone();
      sealed = phone.seal(id, JPEG);
      phone.upload(bench.reception(), id, sealed);
      first = Phone.await(phone.receipt(bench.reception(), id));
      assertEquals(sealed.length, bench.reception().begin(phone.id(), id, sealed.length));
      assertArrayEquals(first, Phone.await(phone.receipt(bench.reception(), id)));
    }
    try (Bench bench = new Bench(home, sink, o -> o)) {
      phone.upload(bench.reception(), id, sealed);
      assertArrayEquals(first, Phone.await(phone.receipt(bench.reception(), id)));
      assertEquals(1, sink.attempts());
    }
  }

  @Test
  void secondProcessCannotRunTheSameHome() throws Exception {
    try (Bench bench = new Bench(home)) {
      IOException e = assertThrows(IOException.class, () -> new Bench(home));
      assertEquals(
          home + " is in use by another process; end that one or use another home", e.getMessage());
      assertEquals(Map.of(), bench.sink.photos());
    }
  }
}
