package nz.co.medimage.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Filters of one sink, files beside a photo, and the lives of filters. */
@Timeout(60)
final class BoundFiltersTest {
  private static final byte[] JPEG = TestPhotos.jpeg(1);
  private static final byte[] OTHER = TestPhotos.jpeg(2);

  @TempDir Path home;
  private final FakeSink folders = new FakeSink("folders");
  private final FakeSink web = new FakeSink("web");
  private final EnvelopeId id = Phone.freshId();
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

  private Receipt send(UnaryOperator<Receiver.Builder> options) throws Exception {
    bench = new Bench(home, folders, options);
    return phone.send(bench.context(), id, JPEG);
  }

  private static StagedPhoto watermarked(StagedPhoto photo) throws IOException {
    return photo.withContent(Files.write(photo.file().resolveSibling("marked"), OTHER));
  }

  private static StagedPhoto withText(StagedPhoto photo) throws IOException {
    Path text = Files.write(photo.file().resolveSibling("entry.json"), "{}".getBytes(UTF_8));
    return photo.withCompanion(new CompanionFile("text", "json", text));
  }

  private static PhotoFilter rejecting() {
    return photo -> {
      throw new PhotoRejectedException("not for this one");
    };
  }

  /** Keeps what it gets: bytes by name, references and folder. */
  private static final class Looking implements Sink {
    private final String id;
    private final Map<String, String> seen = Collections.synchronizedMap(new LinkedHashMap<>());
    private final List<SinkReference> references = Collections.synchronizedList(new ArrayList<>());

    Looking(String id) {
      this.id = id;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public SinkReference write(StagedPhoto photo) throws IOException {
      for (CompanionFile companion : photo.companions()) {
        seen.put(
            companion.label() + "." + companion.extension(), Files.readString(companion.file()));
      }
      references.addAll(photo.references());
      return new SinkReference(id, "arm");
    }
  }

  @Test
  void sinkGetsWhatItsOwnFiltersMakeAndOthersTheOriginal() throws Exception {
    assertInstanceOf(
        Receipt.Delivered.class, send(o -> o.sink(web, BoundFiltersTest::watermarked)));

    assertArrayEquals(JPEG, folders.content(id));
    assertArrayEquals(OTHER, web.content(id));
    bench.awaitEmpty("staging");
  }

  @Test
  void boundFilterThatSpoilsItsInputReachesNoOtherSink() throws Exception {
    PhotoFilter spoiling =
        photo -> {
          Files.write(photo.file(), OTHER);
          return photo.withContent(photo.file());
        };
    FakeSink later = new FakeSink("later");
    send(o -> o.sink(web, spoiling).followUp(later));

    bench.events.await("followedUp later"::equals);
    assertArrayEquals(JPEG, folders.content(id));
    assertArrayEquals(JPEG, later.content(id));
    assertArrayEquals(OTHER, web.content(id));
  }

  @Test
  void whatTheFilterOfARequiredSinkRejectsIsRejected() throws Exception {
    Receipt.Rejected receipt = (Receipt.Rejected) send(o -> o.sink(web, rejecting()));

    assertEquals("not for this one. It was filed by folders nevertheless.", receipt.message());
    assertEquals(0, web.attempts());
  }

  @Test
  void whatTheFilterOfAFollowUpRejectsIsRejectedThereAlone() throws Exception {
    assertInstanceOf(Receipt.Delivered.class, send(o -> o.followUp(web, rejecting())));

    bench.events.await("followUpRejected web not for this one"::equals);
    assertEquals(0, web.attempts());
  }

  @Test
  void followUpGetsWhatItsOwnFiltersMake() throws Exception {
    send(o -> o.followUp(web, BoundFiltersTest::watermarked));

    bench.events.await("followedUp web"::equals);
    assertArrayEquals(OTHER, web.content(id));
  }

  @Test
  void whatABoundFilterMakesIsCheckedAgain() throws Exception {
    PhotoFilter breaking =
        photo ->
            photo.withContent(
                Files.write(photo.file().resolveSibling("text"), "no photo".getBytes(UTF_8)));
    Receipt.Rejected receipt = (Receipt.Rejected) send(o -> o.sink(web, breaking));

    assertTrue(receipt.message().contains("rewrote this photo so that it is refused"));
    assertEquals(0, web.attempts());
  }

  @Test
  void companionsReachSinksAndFollowUpsAlsoAfterARestart() throws Exception {
    Looking first = new Looking("first");
    FakeSink away = new FakeSink("later");
    away.goAway();
    send(o -> o.filter(BoundFiltersTest::withText).sink(first).followUp(away));
    bench.events.await(line -> line.startsWith("retrying later"));
    bench.close();

    Looking later = new Looking("later");
    bench = new Bench(home, folders, o -> o.followUp(later));

    bench.events.await("followedUp later"::equals);
    assertEquals(Map.of("text.json", "{}"), first.seen);
    assertEquals(Map.of("text.json", "{}"), later.seen);
    assertEquals(List.of(), first.references);
    assertEquals(
        List.of(
            new SinkReference("folders", phone.photo(id).toString()),
            new SinkReference("first", "arm")),
        later.references);
  }

  @Test
  void companionsThatBreakTheirContractAreTheFiltersFault() throws Exception {
    assertBroken(
        "two companions of one label and extension",
        photo ->
            withText(photo)
                .withCompanion(
                    new CompanionFile(
                        "text",
                        "json",
                        Files.write(photo.file().resolveSibling("b"), "{}".getBytes(UTF_8)))));
    assertBroken(
        "a companion in another folder",
        photo ->
            photo.withCompanion(
                new CompanionFile("small", "jpg", Files.write(home.resolve("elsewhere"), OTHER))));
    assertBroken(
        "a companion that is no file",
        photo ->
            photo.withCompanion(
                new CompanionFile("small", "jpg", photo.file().resolveSibling("missing"))));
    assertBroken(
        "a companion whose content is not what its extension says",
        photo ->
            photo.withCompanion(
                new CompanionFile(
                    "small",
                    "jpg",
                    Files.write(photo.file().resolveSibling("c"), "{}".getBytes(UTF_8)))));
    assertBroken(
        "the photo's own file as a companion",
        photo -> photo.withCompanion(new CompanionFile("same", "jpg", photo.file())));
  }

  private void assertBroken(String what, PhotoFilter filter) throws Exception {
    PhotoFilter named =
        new PhotoFilter() {
          @Override
          public String id() {
            return "vendor";
          }

          @Override
          public StagedPhoto apply(StagedPhoto photo) throws IOException, PhotoRejectedException {
            return filter.apply(photo);
          }
        };
    bench = new Bench(home, folders, o -> o.filter(named));
    EnvelopeId fresh = Phone.freshId();
    phone.upload(bench.context(), fresh, phone.seal(fresh, JPEG));
    String line =
        "retrying vendor the filter vendor gave back " + what + "; ask who made it to mend it";
    bench.events.await(line::equals);
    Phone.await(phone.receipt(bench.context(), fresh));
    bench.close();
  }

  /** Counts its starts and ends. */
  private static final class Living implements PhotoFilter {
    private final AtomicInteger starts = new AtomicInteger();
    private final AtomicInteger ends = new AtomicInteger();
    private final IOException failure;

    Living(IOException failure) {
      this.failure = failure;
    }

    @Override
    public void start() throws IOException {
      starts.incrementAndGet();
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public StagedPhoto apply(StagedPhoto photo) {
      assertEquals(1, starts.get());
      assertEquals(0, ends.get());
      return photo;
    }

    @Override
    public void close() {
      ends.incrementAndGet();
    }
  }

  @Test
  void filterStartsAndEndsOnceHoweverOftenItIsGiven() throws Exception {
    Living filter = new Living(null);

    send(
        o -> o.filter(filter).filter(filter).sink(web, filter).followUp(new FakeSink("x"), filter));
    bench.events.await("followedUp x"::equals);
    bench.close();

    assertEquals(1, filter.starts.get());
    assertEquals(1, filter.ends.get());
  }

  @Test
  void filterThatCannotStartStopsTheStart() throws Exception {
    bench = new Bench(home);
    bench.close();
    for (boolean isBound : List.of(true, false)) {
      Living filter = new Living(new IOException("no licence"));
      IOException e =
          assertThrows(
              IOException.class,
              () ->
                  new Bench(home, folders, o -> isBound ? o.sink(web, filter) : o.filter(filter)));
      assertEquals("no licence", e.getMessage());
      assertEquals(1, filter.ends.get());
    }
  }
}
