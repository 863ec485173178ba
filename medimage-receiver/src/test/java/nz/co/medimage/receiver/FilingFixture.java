package nz.co.medimage.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.UnaryOperator;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.MutableClock;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A receiver with a paired phone and a sink that tests command. */
abstract class FilingFixture {
  static final byte[] JPEG = TestPhotos.jpeg(1);
  static final byte[] TEXT = "no picture".getBytes(UTF_8);

  @TempDir Path home;
  final MutableClock clock = MutableClock.at(Clock.systemUTC().instant());
  final EnvelopeId id = Phone.freshId();
  final FakeSink sink = new FakeSink("folders");
  Phone phone;
  Bench bench;

  @BeforeEach
  void start() throws Exception {
    PairedHome.fill(home);
    phone = PairedHome.phone();
    restart(o -> o);
  }

  void restart(UnaryOperator<Receiver.Builder> options) throws IOException {
    if (bench != null) {
      bench.close();
    }
    bench = new Bench(home, sink, o -> options.apply(o.clock(clock)));
  }

  @AfterEach
  void stop() throws IOException {
    bench.close();
  }

  Receipt send(byte[] content) throws Exception {
    return phone.send(bench.context(), id, content);
  }

  DeliveryRecord onlyDelivery() throws IOException {
    List<DeliveryRecord> all = bench.receiver.deliveries(1_000);
    assertEquals(1, all.size());
    return all.get(0);
  }

  /** A sink that does what a test says. */
  static Sink sink(String id, Write write) {
    return new Sink() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
        return write.write(photo);
      }
    };
  }

  interface Write {
    SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException;
  }
}
