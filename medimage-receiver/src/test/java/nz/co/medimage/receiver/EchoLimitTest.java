package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever has a phone cannot find out with it who the patients of a practice are. */
@Timeout(120)
final class EchoLimitTest extends FilingFixture {
  private static final String ECHO = "P… T…, b. 1980";
  private static final String AWAY =
      "problem phone sent photos with 5 ids that are not one patient's within an hour: until an hour"
          + " after the last one, its receipts do not show whose a photo is; photos are filed as"
          + " before. If the device is lost, end its pairing";
  private static final String BACK = "problem Receipts to phone show again whose a photo is";

  private final AtomicLong nanos = new AtomicLong();

  /** Patients have ids that begin with P. */
  private static final class Practice implements PatientCheck {
    @Override
    public String id() {
      return "practice";
    }

    @Override
    public PatientMatch find(PatientQuery query) {
      return switch (query.typedId().charAt(0)) {
        case 'P' -> PatientMatch.found(query.typedId()).withEcho(ECHO);
        case 'A' -> PatientMatch.ambiguous();
        case 'I' -> PatientMatch.inactive();
        default -> PatientMatch.unknown();
      };
    }
  }

  @BeforeEach
  void open() throws IOException {
    restart(
        o ->
            o.patientCheck(new Practice(), WhenUnavailable.WAIT)
                .echo(true)
                .nanoTime(nanos::get)
                .times(Duration.ofMillis(50), Duration.ofSeconds(15)));
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private Receipt send(Phone from, String patient) throws Exception {
    EnvelopeId next = Phone.freshId();
    byte[] sealed = from.seal(next, TestPhotos.manifest("#" + patient + " arm", JPEG), JPEG);
    return from.deliver(bench.context(), next, sealed);
  }

  private Optional<String> echo(Phone from, String patient) throws Exception {
    return assertInstanceOf(Receipt.Delivered.class, send(from, patient)).echo();
  }

  private void guess(Phone from, String... ids) throws Exception {
    for (String guessed : ids) {
      assertInstanceOf(Receipt.Held.class, send(from, guessed));
    }
  }

  private long told(String line) {
    return bench.events.lines().stream().filter(line::equals).count();
  }

  @Test
  void fewGuessesEndTheEchoOfThatDeviceAlone() throws Exception {
    guess(phone, "U1", "A2", "I3", "U4");
    assertEquals(Optional.of(ECHO), echo(phone, "P1"));
    guess(phone, "U5");

    assertEquals(Optional.empty(), echo(phone, "P1"));
    assertEquals(Optional.empty(), echo(phone, "P2"));
    guess(phone, "U6", "U7");

    assertEquals(Optional.of(ECHO), echo(PairedHome.other(), "P1"));
    bench.events.await(AWAY::equals);
    assertEquals(1, told(AWAY));
    assertEquals(4, bench.sink.attempts());
  }

  @Test
  void oneMistypedIdIsOneGuessHoweverManyPhotosHaveIt() throws Exception {
    guess(phone, "U1", "U1", "u1", "U1", "U1", "U1", "U1");
    assertEquals(Optional.of(ECHO), echo(phone, "P1"));
  }

  @Test
  void echoComesBackAnHourAfterTheLastGuess() throws Exception {
    guess(phone, "U1", "U2", "U3", "U4", "U5");
    pass(Duration.ofMinutes(59));
    guess(phone, "U6");
    pass(Duration.ofMinutes(59));
    assertEquals(Optional.empty(), echo(phone, "P1"));
    assertEquals(0, told(BACK));

    pass(Duration.ofMinutes(2));

    bench.events.await(BACK::equals); // no photo comes meanwhile
    assertEquals(Optional.of(ECHO), echo(phone, "P1"));
    assertEquals(1, told(BACK));
    assertEquals(List.of(), leftOf(Duration.ofMinutes(62)));
  }

  private List<String> leftOf(Duration time) throws IOException {
    pass(time);
    stop();
    List<String> left = bench.files("echoes");
    open();
    return left;
  }

  @Test
  void guessesThatLieFarApartEndNothing() throws Exception {
    guess(phone, "U1", "U2", "U3", "U4");
    pass(Duration.ofMinutes(61));
    guess(phone, "U5", "U6", "U7", "U8");
    assertEquals(Optional.of(ECHO), echo(phone, "P1"));
  }

  @Test
  void neitherARestartNorAClockBringsItBack() throws Exception {
    guess(phone, "U1", "U2", "U3");
    open();
    guess(phone, "U4", "U5");
    open();
    assertEquals(Optional.empty(), echo(phone, "P1"));
    clock.advance(Duration.ofDays(400));
    open();
    assertEquals(Optional.empty(), echo(phone, "P2"));
    clock.advance(Duration.ofDays(-800));
    open();
    assertEquals(Optional.empty(), echo(phone, "P3"));
  }

  @Test
  void timeThatTheReceiverRanCountsOverARestart() throws Exception {
    guess(phone, "U1", "U2", "U3", "U4", "U5");
    clock.advance(Duration.ofDays(-400)); // keeps it away no longer
    for (int i = 0; i < 3; i++) {
      pass(Duration.ofMinutes(19));
      open();
    }
    assertEquals(Optional.empty(), echo(phone, "P1"));
    pass(Duration.ofMinutes(4));
    bench.events.await(BACK::equals);
    assertEquals(Optional.of(ECHO), echo(phone, "P1"));
  }

  @Test
  void deviceThatPairsAgainIsTheSameDevice() throws Exception {
    guess(phone, "U1", "U2", "U3", "U4", "U5");
    Phone again;
    try (PairingOffer offer = bench.receiver.offerPairing()) {
      again = Phone.pair(bench.context(), offer.code(), "another name", phone);
    }
    assertEquals(2, bench.receiver.pairings().size());
    assertEquals(Optional.empty(), echo(again, "P1"));
  }

  @Test
  void veryManyPatientsEndItToo() throws Exception {
    stop();
    RecordedEvents told = new RecordedEvents();
    EchoLimit limit =
        new EchoLimit(
            new ReceiverState(home, null),
            nanos::get,
            new SafeEvents(List.of(told), Duration.ofSeconds(5), clock));
    for (int i = 1; i <= EchoLimit.MOST_PATIENTS; i++) {
      assertTrue(limit.allows(photo("P" + i)));
      assertTrue(limit.allows(photo("P" + i)));
    }
    assertFalse(limit.allows(photo("P61")));
    assertFalse(limit.allows(photo("P1")));
    told.await(line -> line.startsWith("problem phone sent photos of more than 60 patients"));

    pass(Duration.ofMinutes(61));

    assertTrue(limit.allows(photo("P62")));
    told.await(BACK::equals);
  }

  private StagedPhoto photo(String patient) {
    PhotoId photo = new PhotoId(Phone.freshId(), phone.id());
    return StagedPhoto.of(photo, "phone", TestPhotos.manifest("#" + patient, JPEG), home);
  }

  @Test
  void whatAPersonTriesAgainIsNoGuessAndEchoesNothing() throws Exception {
    byte[] sealed = phone.seal(id, TestPhotos.manifest("#U1 arm", JPEG), JPEG);
    assertInstanceOf(Receipt.Held.class, phone.deliver(bench.context(), id, sealed));
    guess(phone, "U2", "U3", "U4");
    Person.replay(bench.receiver, id);
    bench.events.await(5, line -> line.startsWith("held "));
    Person.assign(bench.receiver, id, PatientTag.parse("#P1 arm"), "Dr Ngata");
    bench.events.await(line -> line.startsWith("delivered "));

    assertEquals(Optional.empty(), echoInLedger());
    assertEquals(Optional.of(ECHO), echo(phone, "P1"));
  }

  private Optional<String> echoInLedger() throws Exception {
    return assertInstanceOf(
            Receipt.Delivered.class,
            phone.open(id, Phone.await(phone.receipt(bench.context(), id))))
        .echo();
  }

  @Test
  void damagedStateDoesNotBringItBack() throws Exception {
    guess(phone, "U1", "U2", "U3", "U4", "U5");
    stop();
    Path kept = home.resolve("echoes").resolve(bench.files("echoes").get(0));
    assertFalse(Files.readString(kept).contains("U1"), "an id is in " + kept);
    Files.writeString(kept, "{");
    open();
    assertEquals(Optional.empty(), echo(phone, "P1"));
    String told =
        "problem "
            + kept
            + " was damaged: for an hour, receipts to one device do not show whose a"
            + " photo is";
    assertEquals(1, told(told), () -> bench.events.lines().toString());
    pass(Duration.ofMinutes(62));
    assertEquals(Optional.of(ECHO), echo(phone, "P1"));
  }

  @Test
  void echoIsSealedAndKeptInTheLedgerAlone() throws Exception {
    byte[] sealed = phone.seal(id, TestPhotos.manifest("#P1 arm", JPEG), JPEG);
    Receipt receipt = phone.deliver(bench.context(), id, sealed);
    byte[] onTheWire = Phone.await(phone.receipt(bench.context(), id));

    assertEquals(Optional.of(ECHO), ((Receipt.Delivered) receipt).echo());
    assertFalse(contains(onTheWire), "the sealed receipt shows it");
    assertFalse(receipt.toString().contains("1980"), receipt::toString);
    assertFalse(bench.events.lines().toString().contains("1980"));
    bench.close();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        boolean isLedger = String.valueOf(file.getFileName()).startsWith("ledger.db");
        assertTrue(isLedger || !contains(Files.readAllBytes(file)), file::toString);
      }
    }
  }

  private static boolean contains(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).contains("b. 1980");
  }
}
