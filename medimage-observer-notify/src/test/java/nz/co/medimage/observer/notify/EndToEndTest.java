package nz.co.medimage.observer.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.receiver.WhenUnavailable;
import nz.co.medimage.receiver.config.ReceiverConfiguration;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.LoopbackListener;
import nz.co.medimage.testkit.LoopbackNetwork;
import nz.co.medimage.testkit.LoopbackTransport;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both observers in a receiver that its configuration sets up, and a phone that sends to it. */
@Timeout(120)
final class EndToEndTest {
  private static final String CONFIGURATION =
      """
      {"observers": [
        {"add-on": "notify", "settings": {"url": "%s", "format": "text", "delay": "1ms"}},
        {"add-on": "log", "settings": {"folder": "../log"}}
      ]}
      """;

  @TempDir Path folder;
  private final LoopbackNetwork network = new LoopbackNetwork();
  private final FakeSink folders = new FakeSink("folders");
  private final FakeSink practice = new FakeSink("practice");
  private Hook hook;
  private Receiver receiver;
  private Sender sender;
  private int sent;

  /** Knows one patient. */
  private static final class OnePatient implements PatientCheck {
    @Override
    public String id() {
      return "patients";
    }

    @Override
    public PatientMatch find(PatientQuery query) {
      return query.typedId().equals("ZZZ0016") ? PatientMatch.found("16") : PatientMatch.unknown();
    }
  }

  @BeforeEach
  void open() throws Exception {
    hook = new Hook();
    openReceiver();
    sender =
        Sender.builder(folder.resolve("phone"))
            .deviceName("Room 2")
            .transport(new LoopbackTransport(network))
            .backoff(Told.SOON)
            .withoutWarmUp()
            .build();
    sender.start();
    sender.pair(receiver.offerPairing().code());
  }

  private void openReceiver() throws IOException {
    Path pc = Files.createDirectories(folder.resolve("pc"));
    Path file = pc.resolve("receiver.json");
    Files.writeString(file, CONFIGURATION.formatted(hook.url()));
    receiver =
        Receiver.builder(pc)
            .name("Reception")
            .configuration(ReceiverConfiguration.read(file))
            .listener(new LoopbackListener(network, "pc"))
            .patientCheck(new OnePatient(), WhenUnavailable.WAIT)
            .sink(folders)
            .followUp(practice)
            .backoff(Told.SOON)
            .followUpBackoff(Told.SOON)
            .withoutWarmUp()
            .build();
    receiver.start();
  }

  @AfterEach
  void close() throws Exception {
    sender.close();
    receiver.close();
    hook.close();
  }

  private EnvelopeId send(String tag) throws IOException {
    byte[] content = TestPhotos.jpeg(++sent);
    Photo photo =
        Photo.builder("arm.jpg", () -> new ByteArrayInputStream(content), TestPhotos.CAPTURED)
            .mediaType("image/jpeg")
            .build();
    return sender.send(photo, PatientTag.parse(tag)).id();
  }

  /** Waits for a message; there are no others before it. */
  private void awaitMessage(int number, String sentence) {
    Await.until(sentence, () -> hook.told().size() >= number);
    String message = hook.bodies().get(number - 1);
    assertTrue(message.startsWith("MedImage at Reception, "), message);
    assertTrue(message.contains(": " + sentence), message);
  }

  private List<String> log() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("log"))) {
      List<Path> days = files.sorted().toList();
      return days.stream().flatMap(EndToEndTest::lines).toList();
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream().map(line -> line.replaceFirst("^.*?  ", ""));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSinkThatIsAwayIsToldOnceAndItsReturnOnceOverARestart() throws Exception {
    folders.goAway();
    EnvelopeId id = send("#ZZZ0016 arm");
    awaitMessage(1, "folders cannot be used.");
    send("#ZZZ0016 leg");
    receiver.close();
    openReceiver();
    folders.awaitAttempts(folders.attempts() + 2);
    folders.comeBack();
    awaitMessage(2, "folders works again, after ");
    send("#ZAC5361");
    awaitMessage(3, "A photo from Room 2 is held until a person");
    assertEquals(3, hook.told().size());
    assertTrue(
        log().contains("Folders cannot be used. What waits for it is kept."), log()::toString);
    assertTrue(
        log().contains("Photo " + id + " from Room 2 is filed in folders."), log()::toString);
  }

  @Test
  void aFollowUpThatIsAwayIsToldOnceAndItsReturnOnce() throws Exception {
    practice.goAway();
    send("#ZZZ0016 arm");
    send("#ZZZ0016 leg");
    awaitMessage(1, "practice cannot be used.");
    practice.comeBack();
    awaitMessage(2, "practice works again, after ");
    send("#ZAC5361");
    awaitMessage(3, "A photo from Room 2 is held until a person");
    assertEquals(3, hook.told().size());
  }

  @Test
  void aHeldPhotoIsToldOnceAndItsAssignmentOnce() throws Exception {
    EnvelopeId id = send("#ZAC5361 arm");
    awaitMessage(1, "A photo from Room 2 is held until a person says whose it is.");
    assertTrue(hook.bodies().get(0).contains("'medimage deliveries --assign " + id + " TAG'"));
    receiver.assign(receiver.delivery(id).get(0), PatientTag.parse("#ZZZ0016 arm"), "Dr Rua");
    awaitMessage(2, "A photo from Room 2 that was held is filed.");
    assertEquals(2, hook.told().size());
    assertTrue(hook.bodies().stream().noneMatch(body -> body.contains("ZAC5361")));
    assertTrue(
        log().contains("Photo " + id + " from Room 2 waits until somebody says whose it is."),
        log()::toString);
    assertTrue(log().stream().noneMatch(line -> line.matches(".*(ZAC5361|ZZZ0016).*")));
  }

  @Test
  void anOutcomeThatNobodyKnowsIsToldOnceAndTheDecisionOnce() throws Exception {
    practice.failNext(new OutcomeUnknownException("Look at patient ZZZ0016."));
    EnvelopeId id = send("#ZZZ0016 arm");
    awaitMessage(1, "Nobody can tell whether practice has a photo.");
    assertTrue(hook.bodies().get(0).contains("'medimage deliveries --settle " + id + " filed'"));
    receiver.settle(receiver.delivery(id).get(0), "practice", true, "Dr Rua");
    awaitMessage(2, "It is settled that practice has the photo.");
    assertEquals(2, hook.told().size());
    assertTrue(hook.bodies().stream().noneMatch(body -> body.contains("ZZZ0016")));
  }
}
