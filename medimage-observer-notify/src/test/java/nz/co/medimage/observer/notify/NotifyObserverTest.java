package nz.co.medimage.observer.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.HoldCode;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class NotifyObserverTest {
  private static final PhotoId ID = TestPhotos.photoId(1);

  @TempDir Path folder;
  private Hook hook;

  @BeforeEach
  void open() throws Exception {
    hook = new Hook();
  }

  @AfterEach
  void close() throws Exception {
    hook.close();
  }

  private static Receipt.Held held(PhotoId id) {
    return Receipt.held(
        id.envelope(), Instant.EPOCH, HoldCode.UNKNOWN_PATIENT, "No patient ZAC5361.");
  }

  private static Receipt.Rejected rejected(PhotoId id) {
    return Receipt.rejected(id.envelope(), Instant.EPOCH, RejectionCode.REFUSED, "For ZAC5361.");
  }

  private void deliver(Told told, PhotoId id) throws Exception {
    Receipt.Delivered receipt =
        Receipt.delivered(
            id.envelope(), Instant.EPOCH, List.of(new SinkReference("folders", "ZAC5361/a.jpg")));
    told.observer.delivered(TestPhotos.staged(folder, id, "#ZAC5361", TestPhotos.jpeg(1)), receipt);
  }

  @Test
  void aStepThatGoesAwayAndComesBackIsTwoMessages() throws Exception {
    try (Told told = new Told(folder, hook)) {
      told.observer.unavailable("practice", "connection refused");
      told.observer.unavailable("practice", "connection refused");
      told.pass();
      told.await(1);
      told.clock.advance(Duration.ofMinutes(12));
      told.observer.available("practice");
      told.observer.available("practice");
      List<String> all = told.all();
      assertEquals(2, all.size(), all::toString);
      assertTrue(all.get(0).startsWith("practice cannot be used. No photo is lost"), all::toString);
      assertEquals("practice works again, after 14 minutes.", all.get(1));
    }
  }

  @Test
  void eachTroubleOfAPhotoIsToldOnceAndEndsWithIt() throws Exception {
    PhotoId other = TestPhotos.photoId(2);
    try (Told told = new Told(folder, hook)) {
      told.observer.held(ID, "Room 2", held(ID));
      told.observer.rejected(other, "Room 3", rejected(other));
      told.observer.followUpRejected(ID, "practice", "for ZAC5361");
      told.observer.outcomeUnknown(ID, "hl7", "look at ZAC5361");
      told.pass();
      told.await(4);
      deliver(told, ID);
      deliver(told, other);
      told.observer.followedUp(ID, new SinkReference("practice", "17"));
      told.observer.followedUp(ID, new SinkReference("hl7", "18"));
      List<String> all = told.all();
      assertEquals(8, all.size(), all::toString);
      assertTrue(
          all.get(0).startsWith("A photo from Room 2 is held until a person"), all::toString);
      assertTrue(all.get(1).startsWith("A photo from Room 3 was rejected."), all::toString);
      assertTrue(all.get(2).startsWith("practice rejected a photo"), all::toString);
      assertTrue(all.get(3).startsWith("Nobody can tell whether hl7 has a photo"), all::toString);
      assertEquals(
          List.of(
              "A photo from Room 2 that was held is filed.",
              "A photo from Room 3 that was rejected is filed now.",
              "practice now has the photo that it had rejected.",
              "It is settled that hl7 has the photo."),
          all.subList(4, 8));
      assertFalse(hook.told().toString().contains("ZAC5361"), "no patient");
    }
    assertFalse(Files.readString(folder.resolve("troubles.json")).contains("ZAC5361"));
  }

  @Test
  void doubtWhetherARequiredSinkHasAPhotoEndsWithItsReceipt() throws Exception {
    try (Told told = new Told(folder, hook)) {
      told.observer.outcomeUnknown(ID, "folders", "look");
      told.pass();
      told.await(1);
      deliver(told, ID);
      assertEquals("It is settled that folders has the photo.", told.all().get(1));
    }
  }

  @Test
  void manyHeldPhotosAreOneMessage() throws Exception {
    try (Told told = new Told(folder, hook)) {
      for (int i = 1; i <= 12; i++) {
        told.observer.held(TestPhotos.photoId(i), "Room 2", held(TestPhotos.photoId(i)));
      }
      List<String> all = told.all();
      assertEquals(1, all.size());
      assertTrue(all.get(0).startsWith("12 photos are held until a person"), all::toString);
    }
  }

  @Test
  void patientsAreNamedIfThatIsWanted() throws Exception {
    try (Told told = new Told(folder, hook, Map.of("patients", "true", "format", "json"))) {
      told.observer.held(ID, "Room 2", held(ID));
      told.pass();
      String message = told.await(1).get(0);
      assertTrue(message.contains("No patient ZAC5361."), message);
      assertTrue(message.contains("\"photos\":[\"" + ID.envelope() + "\"]"), message);
    }
  }

  @Test
  void equalProblemsAndStuckAddOnsAreToldOnce() throws Exception {
    try (Told told = new Told(folder, hook)) {
      told.observer.problem("The disk is full");
      told.observer.busy(ID, "practice", Duration.ofMinutes(5));
      told.pass();
      told.await(2);
      told.observer.problem("The disk is full");
      told.observer.busy(ID, "practice", Duration.ofMinutes(10));
      List<String> all = told.all();
      assertEquals(2, all.size(), all::toString);
      assertEquals("The disk is full.", all.get(0));
      assertTrue(all.get(1).startsWith("practice has been at work on one photo"), all::toString);
    }
  }

  @Test
  void itsOwnProblemIsNotSentOnTheWayThatDoesNotWork() throws Exception {
    try (Told told = new Told(folder, hook)) {
      told.observer.problem("observer notify: Notifications cannot be sent to any");
      assertEquals(List.of(), told.all());
    }
  }

  @Test
  void aProblemIsToldWhenTheReceiverCloses() throws Exception {
    try (Told told = new Told(folder, hook)) {
      told.observer.problem("This receiver stops");
    }
    assertEquals(1, hook.told().size());
  }

  /** A redirect is followed by nobody: others are not to see the header. */
  @Test
  void whatIsNotTakenIsSentAgainUntilItIsAndThePracticeIsToldWhere() throws Exception {
    hook.next(500, 302, 404);
    try (Told told = new Told(folder, hook, Map.of("header", "Authorization: Bearer t0ken"))) {
      told.observer.unavailable("practice", "");
      told.pass();
      told.await(4);
      assertEquals(4, told.all().size(), "three that were not taken, and one that was");
      assertEquals(
          List.of(
              "Notifications cannot be sent to 127.0.0.1 (HTTP 500); they are tried again.",
              "Notifications cannot be sent to 127.0.0.1 (HTTP 302); they are tried again.",
              "Notifications cannot be sent to 127.0.0.1 (HTTP 404); they are tried again."),
          told.context.problems());
      String head = hook.told().get(0).head();
      assertTrue(head.startsWith("POST /hooks/s3cret HTTP/1.1\r\n"), head);
      assertTrue(head.contains("\r\nAuthorization: Bearer t0ken\r\n"), head);
      assertTrue(head.contains("\r\nContent-Type: text/plain; charset=utf-8\r\n"), head);
    }
  }

  @Test
  void aHookThatHangsHoldsUpNobodyAndIsGivenUp() throws Exception {
    hook.next(Hook.HANG);
    try (Told told = new Told(folder, hook, Map.of("timeout", "300ms"))) {
      told.observer.unavailable("practice", "");
      told.pass();
      told.await(1);
      for (int i = 0; i < 100; i++) { // returns although the other thread waits for an answer
        told.observer.retrying(ID, "practice", "", Duration.ofSeconds(1), new Exception());
        told.observer.available("other");
      }
      told.await(2);
      assertEquals(
          List.of(
              "Notifications cannot be sent to 127.0.0.1 (InterruptedIOException); they are tried"
                  + " again."),
          told.context.problems());
    }
  }

  @Test
  void closesWhileAHookHangs() throws Exception {
    hook.next(Hook.HANG);
    Told told = new Told(folder, hook);
    told.observer.unavailable("practice", "");
    told.pass();
    told.await(1);
    Thread closing = new Thread(told::close);
    closing.start();
    Await.until("it waits", () -> closing.getState() == Thread.State.TIMED_WAITING);
    hook.close(); // as the network does, once it is down
    closing.join();
    assertEquals(List.of(), told.context.problems(), "who closes is not told");
  }

  @Test
  void aNewRunContinues() throws Exception {
    try (Told told = new Told(folder, hook)) {
      told.observer.unavailable("practice", "");
      told.observer.held(ID, "Room 2", held(ID));
      told.pass();
      told.await(2);
      told.observer.held(TestPhotos.photoId(2), "Room 2", held(TestPhotos.photoId(2)));
    }
    try (Told told = new Told(folder, hook)) {
      told.clock.advance(Duration.ofHours(1));
      told.observer.unavailable("practice", "");
      told.pass();
      told.observer.followedUp(ID, new SinkReference("practice", "17"));
      deliver(told, ID);
      List<String> all = told.all();
      assertEquals(5, all.size(), all::toString);
      assertTrue(all.get(2).startsWith("A photo from Room 2 is held"), all::toString);
      assertTrue(all.get(3).startsWith("practice works again"), all::toString);
      assertTrue(all.get(4).startsWith("A photo from Room 2 that was held"), all::toString);
    }
  }

  @Test
  void aDamagedStateIsReportedAndReplaced() throws Exception {
    Files.writeString(folder.resolve("troubles.json"), "[{\"kind\":");
    try (Told told = new Told(folder, hook)) {
      assertTrue(told.context.problems().get(0).startsWith("What was told before cannot be read"));
      told.observer.unavailable("practice", "");
      told.pass();
      told.await(1);
    }
    assertEquals(1, new TroubleFile(folder).read().size());
  }

  @Test
  void aStateThatCannotBeWrittenDelaysNoMessage() throws Exception {
    Files.createDirectories(folder.resolve("troubles.json").resolve("in the way"));
    try (Told told = new Told(folder, hook)) {
      told.observer.unavailable("practice", "");
      told.pass();
      told.await(1);
      assertTrue(
          told.context.problems().stream()
              .anyMatch(problem -> problem.startsWith("What people were told cannot be")));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ftp://a.example/ | | The setting url must be an address such as
          http://a.example/ | | The setting url must begin with https: or others
          http://127.0.0.1.a.example/ | | The setting url must begin with https: or others
          https://me:pw@a.example/ | | The setting url must be without a user;
          https://a.example/ | Authorization | The setting header must be a name, a colon
          https://a.example/ | Host: s3cret | The setting header must not be Host,
          https://a.example/ | a: s3cret\u00e4 | The setting header must be a name, a colon
          """)
  void aWrongAddressIsRefusedWithoutSecrets(String url, String header, String sentence) {
    Map<String, String> settings =
        header == null ? Map.of("url", url) : Map.of("url", url, "header", header);
    String message = refused(settings);
    assertTrue(message.startsWith(sentence), message);
    assertFalse(message.matches("(?s).*(pw|s3cret|a\\.example).*"), message);
  }

  @Test
  void oneWayIsNeeded() {
    String message = "Give either the setting url or the setting program;";
    assertTrue(refused(Map.of()).startsWith(message));
    assertTrue(refused(Map.of("url", "https://a/", "program", "b")).startsWith(message));
    assertEquals(
        "The setting header belongs to the setting url.",
        refused(Map.of("program", "b", "header", "A: b")));
  }

  private String refused(Map<String, String> settings) {
    NotifyObserverProvider provider = new NotifyObserverProvider();
    FakeAddOnContext context = new FakeAddOnContext(provider, settings, folder);
    return assertThrows(IllegalArgumentException.class, () -> provider.create(context))
        .getMessage();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:1/", "http://[::1]:1/", "https://a.example/?a=b"})
  void aSafeAddressIsTaken(String url) throws Exception {
    NotifyObserverProvider provider = new NotifyObserverProvider();
    provider.create(new FakeAddOnContext(provider, Map.of("url", url), folder)).close();
  }

  @Test
  void plainHttpIsTakenIfThatIsWanted() throws Exception {
    NotifyObserverProvider provider = new NotifyObserverProvider();
    Map<String, String> settings = Map.of("url", "http://a.example/", "allow-plain-http", "true");
    provider.create(new FakeAddOnContext(provider, settings, folder)).close();
  }

  @Test
  void wakesUpByItself() throws Exception {
    FakeAddOnContext context =
        new FakeAddOnContext(
            new NotifyObserverProvider(), Map.of("url", hook.url(), "delay", "10ms"), folder);
    try (NotifyObserver observer = NotifyObserverProvider.create(context, Told.SOON)) {
      observer.unavailable("practice", "");
      Await.until("it is told", () -> hook.told().size() == 1);
    }
  }
}
