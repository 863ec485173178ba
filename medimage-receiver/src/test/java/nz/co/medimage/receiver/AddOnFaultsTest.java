package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Filters and sinks that do not keep their contract. */
@Timeout(60)
final class AddOnFaultsTest {
  private static final byte[] JPEG = TestPhotos.jpeg(1);
  private static final int LARGEST_RECEIPT = 65_536;
  private static final String ANOTHER_SINK =
      "the sink odd says that another sink filed the photo; ask who made it to mend it";

  /** JSON makes six bytes of each of them. */
  private static final String MEGABYTE = "\u0001".repeat(1 << 20);

  @TempDir Path home;
  private final EnvelopeId id = Phone.freshId();
  private final FakeSink folders = new FakeSink("folders");
  private Phone phone;
  private Bench bench;

  @BeforeEach
  void pair() throws Exception {
    PairedHome.fill(home);
    phone = PairedHome.phone();
  }

  @AfterEach
  void stop() throws IOException {
    bench.close();
  }

  /** Sends a photo to a receiver that is set up so; gives the sealed receipt. */
  private byte[] send(UnaryOperator<Receiver.Builder> options) throws Exception {
    bench = new Bench(home, folders, options);
    phone.upload(bench.context(), id, phone.seal(id, JPEG));
    return Phone.await(phone.receipt(bench.context(), id));
  }

  private Receipt.Delivered delivered(byte[] receipt) throws IOException {
    return (Receipt.Delivered) phone.open(id, receipt);
  }

  private DeliveryRecord onlyDelivery() throws IOException {
    List<DeliveryRecord> all = bench.receiver.deliveries(1_000);
    assertEquals(1, all.size());
    return all.get(0);
  }

  /** Gives back another photo at first. */
  private static final class Swapping implements PhotoFilter {
    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public StagedPhoto apply(StagedPhoto photo) {
      return calls.incrementAndGet() > 2
          ? photo
          : StagedPhoto.of(TestPhotos.photoId(1), photo.from(), photo.manifest(), photo.file());
    }
  }

  /** Answers with what it is made with, in turn; with the last from then on. */
  private record Answering(String id, AtomicInteger calls, List<SinkReference> answers)
      implements Sink {
    Answering(String id, SinkReference... answers) {
      this(id, new AtomicInteger(), List.of(answers));
    }

    @Override
    public SinkReference write(StagedPhoto photo) {
      return answers.get(Math.min(calls.getAndIncrement(), answers.size() - 1));
    }
  }

  @Nested
  final class AnotherId {
    @Test
    void filterThatGivesBackAnotherPhotoIsTriedAgainAndNothingIsFiledUnderAWrongId()
        throws Exception {
      delivered(send(o -> o.filter(new Swapping())));

      assertEquals(Set.of(id), folders.envelopes());
      String why =
          "retrying "
              + Swapping.class.getName()
              + " the filter "
              + Swapping.class.getName()
              + " gave back a photo under another id; ask who made it to mend it";
      assertEquals(2, bench.events.lines().stream().filter(why::equals).count());
    }

    /** Says once that the photo is another patient's, bound to a sink or not. */
    private record Claiming(String id, AtomicInteger calls) implements PhotoFilter {
      @Override
      public StagedPhoto apply(StagedPhoto photo) {
        return calls.getAndIncrement() == 0 ? photo.withPatient("9999") : photo;
      }
    }

    @Test
    void filterThatSaysWhoseThePhotoIsIsTriedAgainAndNothingIsFiledForThatPatient()
        throws Exception {
      List<String> patients = new CopyOnWriteArrayList<>();
      Sink ehr =
          FilingFixture.sink(
              "ehr",
              photo -> {
                patients.add(photo.patient().orElse("none"));
                return new SinkReference("ehr", "1");
              });

      delivered(
          send(
              o ->
                  o.filter(new Claiming("one", new AtomicInteger()))
                      .sink(ehr, new Claiming("bound", new AtomicInteger()))));

      assertEquals(List.of("none"), patients);
      for (String filter : List.of("one", "bound")) {
        String why =
            " gave back a photo of another device or patient, or of other sinks; ask who made it to"
                + " mend it";
        bench.events.await(
            line -> line.equals("retrying " + filter + " the filter " + filter + why));
      }
    }

    @Test
    void sinkThatAnswersForAnotherSinkIsTriedAgain() throws Exception {
      Sink odd =
          new Answering(
              "odd", new SinkReference("folders", "arm"), new SinkReference("odd", "arm"));

      Receipt.Delivered receipt = delivered(send(o -> o.sink(odd)));

      assertEquals(
          List.of(
              new SinkReference("folders", phone.photo(id).toString()),
              new SinkReference("odd", "arm")),
          receipt.references());
      assertTrue(bench.events.lines().contains("retrying odd " + ANOTHER_SINK));
    }

    @Test
    void followUpSinkThatAnswersForAnotherSinkIsTriedAgain() throws Exception {
      Sink odd =
          new Answering(
              "odd", new SinkReference("folders", "arm"), new SinkReference("odd", "arm"));

      send(o -> o.followUp(odd));

      bench.events.await(line -> line.equals("followedUp odd"));
      assertTrue(bench.events.lines().contains("retrying odd " + ANOTHER_SINK));
    }
  }

  @Nested
  final class LongTexts {
    @Test
    void refusalOfAMegabyteIsCutSoThatTheSenderTakesTheReceipt() throws Exception {
      byte[] receipt =
          send(
              o ->
                  o.filter(
                      photo -> {
                        throw new PhotoRejectedException("No. " + MEGABYTE);
                      }));

      assertTrue(receipt.length <= LARGEST_RECEIPT, () -> "bytes: " + receipt.length);
      String expected = "No. " + "\u0001".repeat(995) + "…";
      assertEquals(expected, ((Receipt.Rejected) phone.open(id, receipt)).message());
      assertEquals(expected, onlyDelivery().detail());
    }

    @Test
    void referenceOfAMegabyteIsCut() throws Exception {
      byte[] receipt = send(o -> o.sink(new Answering("odd", new SinkReference("odd", MEGABYTE))));

      assertTrue(receipt.length <= LARGEST_RECEIPT, () -> "bytes: " + receipt.length);
      SinkReference expected = new SinkReference("odd", "\u0001".repeat(999) + "…");
      assertEquals(expected, delivered(receipt).references().get(1));
      assertEquals(delivered(receipt).references(), onlyDelivery().filed());
    }

    @Test
    void receiptOfAsManySinksAsThereCanBeFits() throws Exception {
      byte[] receipt =
          send(
              o -> {
                for (int i = 1; i < 100; i++) {
                  String longId = "x".repeat(37) + (100 + i);
                  o.sink(new Answering(longId, new SinkReference(longId, MEGABYTE)));
                }
                return o;
              });

      assertTrue(receipt.length <= LARGEST_RECEIPT, () -> "bytes: " + receipt.length);
      assertEquals(100, delivered(receipt).references().size());
      assertEquals("\u0001".repeat(89) + "…", delivered(receipt).references().get(99).reference());
      assertEquals(phone.photo(id).toString(), delivered(receipt).references().get(0).reference());
    }

    @Test
    void followUpsAreCutToo() throws Exception {
      send(o -> o.followUp(new Answering("odd", new SinkReference("odd", MEGABYTE))));

      bench.events.await(line -> line.equals("followedUp odd"));
      String reference = "\u0001".repeat(999) + "…";
      assertEquals(
          List.of(new FollowUp("odd", FollowUpState.FILED, reference)), onlyDelivery().followUps());
    }

    @Test
    void oneSinkMoreThanAReceiptHoldsIsRefused() throws Exception {
      bench = new Bench(home);
      Receiver.Builder builder = Receiver.builder(home);
      for (int i = 0; i < 100; i++) {
        builder.sink(new FakeSink("sink-" + i));
      }
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class, () -> builder.sink(new FakeSink("one-more")));
      assertEquals(
          "a receiver has at most 100 required sinks; let one-more follow up", e.getMessage());
    }

    @Test
    void charactersAreNotCutInHalf() throws Exception {
      byte[] receipt =
          send(
              o ->
                  o.filter(
                      photo -> {
                        throw new PhotoRejectedException("\uD83D\uDCF7".repeat(600));
                      }));

      assertEquals(
          "\uD83D\uDCF7".repeat(499) + "…", ((Receipt.Rejected) phone.open(id, receipt)).message());
    }
  }
}
