package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.IntakeContract;
import nz.co.medimage.testkit.TestPhotos;

/** A receiver takes in what senders bring as {@link Intake} says. */
final class ReceiverIntakeContractTest extends IntakeContract {
  private static final byte[] CONTENT = TestPhotos.jpeg(1, 640, 480);

  private final Map<Credential, Phone> phones = new ConcurrentHashMap<>();
  private Bench bench;

  @Override
  protected Intake open(Path folder) throws Exception {
    PairedHome.fill(folder);
    bench = new Bench(folder, new FakeSink("folders"), options -> options);
    return bench.context().intake();
  }

  @Override
  protected void close() throws Exception {
    bench.close();
  }

  @Override
  protected Credential pair(int device) throws Exception {
    Phone phone = device == 1 ? PairedHome.phone() : PairedHome.other();
    Credential credential = phone.pairing().credential("direct");
    phones.put(credential, phone);
    return credential;
  }

  @Override
  protected void revoke(Credential device) throws Exception {
    bench.receiver.revoke("phone");
  }

  @Override
  protected byte[] envelope(Credential device, EnvelopeId id) throws Exception {
    return phones.get(device).seal(id, CONTENT);
  }

  @Override
  protected void assertArrived(Credential device, EnvelopeId id, byte[] envelope) throws Exception {
    Phone phone = phones.get(device);
    Receipt receipt = phone.open(id, Phone.await(phone.receipt(bench.context(), id)));
    assertInstanceOf(Receipt.Delivered.class, receipt);
    assertEquals(1, bench.sink.photos().size());
    assertArrayEquals(CONTENT, bench.sink.content(id));
  }
}
