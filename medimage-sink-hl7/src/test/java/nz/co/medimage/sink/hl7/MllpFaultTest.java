package nz.co.medimage.sink.hl7;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
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
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
final class MllpFaultTest {
  private static final String SHORT = LostAnswer.SHORT;

  @TempDir private Path folder;
  private MllpListener listener;
  private StagedPhoto photo;

  @BeforeEach
  void listen() throws IOException {
    listener = new MllpListener(folder.resolve("documents"));
    photo = staged(1);
  }

  @AfterEach
  void stop() throws IOException {
    listener.close();
  }

  @ParameterizedTest
  @EnumSource(LostAnswer.class)
  void lostAnswerIsFollowedByTheSameMessageIfThatIsSafe(LostAnswer fault) throws Exception {
    listener.next(fault);
    try (Sink sink = open("repeat", "safe", "ack-timeout", fault.timeout())) {
      IOException lost = assertThrows(IOException.class, () -> sink.write(photo));
      assertFalse(lost instanceof OutcomeUnknownException, "it can be sent again");
      assertTrue(lost.getMessage().endsWith("; the same message is sent again"));
    }
    try (Sink sink = open("repeat", "safe")) {
      assertEquals(ControlId.of(photo.id()), sink.write(photo).reference());
    }
    assertEquals(List.of(ControlId.of(photo.id()), ControlId.of(photo.id())), listener.received());
    assertEquals(1, listener.distinct(), "the same message, byte for byte");
    assertEquals(List.of(ControlId.of(photo.id())), documents());
  }

  @ParameterizedTest
  @EnumSource(LostAnswer.class)
  void lostAnswerAsksAPersonAndSendsNothingMore(LostAnswer fault) throws Exception {
    listener.next(fault);
    try (Sink sink = open("ack-timeout", fault.timeout())) {
      assertThrows(OutcomeUnknownException.class, () -> sink.write(photo));
    }
    try (Sink sink = open()) {
      OutcomeUnknownException again =
          assertThrows(OutcomeUnknownException.class, () -> sink.write(photo));
      assertEquals(
          "the HL7 receiver at localhost:%d may have this photo, but did not say so; look in the practice system for document %s, whose message has the control id %s"
              .formatted(listener.port(), photo.id(), ControlId.of(photo.id())),
          again.getMessage());
      assertEquals(1, listener.received().size());
      sink.write(staged(2)); // others go on
      boolean isFiled = documents().contains(ControlId.of(photo.id()));
      sink.settle(photo, isFiled);
      assertEquals(ControlId.of(photo.id()), sink.write(photo).reference());
      assertEquals(isFiled ? 2 : 3, listener.received().size());
    }
    assertEquals(2, documents().size());
  }

  /** The receiver may have it, and know the message again without saying so by a code. */
  @ParameterizedTest
  @CsvSource({"AE,204", "AE,207", "AE,", "AR,204"})
  void refusedRepeatAfterALostAnswerIsOneQuestion(String code, String error) throws Exception {
    listener.next(LostAnswer.NO_ANSWER);
    listener.next((conversation, id) -> conversation.answer("AR", id, ""));
    listener.next((conversation, id) -> conversation.answer(code, id, err(error)));
    try (Sink sink = open("repeat", "safe", "ack-timeout", LostAnswer.NO_ANSWER.timeout())) {
      assertThrows(IOException.class, () -> sink.write(photo));
      assertThrows(IOException.class, () -> sink.write(photo), "for the moment");
      OutcomeUnknownException unknown =
          assertThrows(OutcomeUnknownException.class, () -> sink.write(photo));
      assertTrue(unknown.getMessage().endsWith("document " + photo.id() + "."));
      assertEquals(1, listener.distinct(), "the same message, byte for byte");
      listener.next((conversation, id) -> conversation.answer(code, id, err(error)));
      assertThrows(PhotoRejectedException.class, () -> sink.settle(photo, false));
    }
  }

  @Test
  void photoThatNoLongerFitsAfterALostAnswerIsOneQuestion() throws Exception {
    listener.next(LostAnswer.NO_ANSWER);
    try (Sink sink = open("ack-timeout", LostAnswer.NO_ANSWER.timeout())) {
      assertThrows(OutcomeUnknownException.class, () -> sink.write(photo));
    }
    try (Sink sink = open("max-size", "10B")) {
      assertThrows(OutcomeUnknownException.class, () -> sink.write(photo));
      assertThrows(PhotoRejectedException.class, () -> sink.write(staged(2)));
    }
  }

  @Test
  void lateAnswerIsNeverTakenForTheNextMessage() throws Exception {
    CountDownLatch late = new CountDownLatch(1);
    listener.next(
        (conversation, id) -> {
          try {
            late.await();
          } catch (InterruptedException e) {
            throw new InterruptedIOException();
          }
          conversation.file();
          conversation.answer("AA", id, "");
        });
    StagedPhoto next = staged(2);
    try (Sink sink = open("ack-timeout", "2s", "connection", "keep")) {
      assertThrows(OutcomeUnknownException.class, () -> sink.write(photo));
      listener.next(
          (conversation, id) -> {
            late.countDown();
            conversation.answer("AE", id, "ERR|||204|E\r");
          });
      assertThrows(PhotoRejectedException.class, () -> sink.write(next));
      assertThrows(OutcomeUnknownException.class, () -> sink.write(photo));
    }
    assertEquals(2, listener.connections());
  }

  @ParameterizedTest
  @CsvSource({
    "AE,204,The practice system does not know this photo's patient (AE 204); assign the photo to the right patient or enter this one there and replay it.",
    "AR,204,The practice system does not know this photo's patient (AR 204); assign the photo to the right patient or enter this one there and replay it.",
    "AE,207,The practice system found an error in this photo's HL7 message (AE 207); its log says which.",
    "CE,101,The practice system found an error in this photo's HL7 message (CE 101); its log says which.",
    "AE,,The practice system found an error in this photo's HL7 message (AE); its log says which."
  })
  void errorInTheContentIsForAPerson(String code, String error, String sentence) throws Exception {
    listener.next((conversation, id) -> conversation.answer(code, id, err(error)));
    try (Sink sink = open()) {
      PhotoRejectedException rejected =
          assertThrows(PhotoRejectedException.class, () -> sink.write(photo));
      assertEquals(sentence, rejected.getMessage());
      sink.write(photo); // as a person may want
    }
    assertEquals(1, documents().size());
  }

  @ParameterizedTest
  @CsvSource({
    "AE,206,the practice system has the patient's record locked (AE 206); the photo is sent again",
    "AR,207,the practice system rejects messages now (AR 207); the photo is sent again",
    "AR,,the practice system rejects messages now (AR); the photo is sent again",
    "'AR',203,'the practice system takes no messages of this type, version or processing id (AR 203); change message, version or processing-id, or configure the practice system'"
  })
  void troubleOfTheReceiverIsTriedAgain(String code, String error, String sentence)
      throws Exception {
    listener.next((conversation, id) -> conversation.answer(code, id, err(error)));
    try (Sink sink = open()) {
      IOException later = assertThrows(IOException.class, () -> sink.write(photo));
      assertEquals(sentence, later.getMessage());
      sink.write(photo);
    }
    assertEquals(1, documents().size());
  }

  @ParameterizedTest
  @CsvSource({"AE,205", "AR,205", "CA,"})
  void photoThatTheReceiverHasIsFiled(String code, String error) throws Exception {
    listener.next(
        (conversation, id) -> {
          conversation.file();
          conversation.send("\0\r\nout of band ");
          conversation.answer(code, id, err(error));
        });
    try (Sink sink = open()) {
      sink.write(photo);
      sink.write(photo);
    }
    assertEquals(1, listener.received().size());
  }

  private static String err(String code) {
    return code == null ? "" : "ERR|PID^1^3^" + code + "&x&HL70357\r";
  }

  @Test
  void keptConnectionServesManyMessagesAndIsReplacedWhenItWasClosed() throws Exception {
    try (Sink sink = open("connection", "keep")) {
      sink.write(staged(1));
      sink.write(staged(2));
      assertEquals(1, listener.connections());
      listener.closeConnections();
      sink.write(staged(3));
      assertEquals(2, listener.connections());
      listener.next(
          (conversation, id) -> {
            conversation.file();
            String answer = "\u000bMSH|^~\\&|X\rMSA|AA|" + id + "\r\u001c\r";
            conversation.send(answer + answer); // nobody waits for the second one
          });
      sink.write(staged(4));
      sink.write(staged(5));
      assertEquals(3, listener.connections());
    }
    assertEquals(5, documents().size());
  }

  @Test
  void receiverThatIsAwayLeavesNothingUnknown() throws Exception {
    int port = listener.port();
    listener.close();
    try (Sink sink = open()) {
      IOException away = assertThrows(IOException.class, () -> sink.write(photo));
      assertEquals(
          "the HL7 receiver at localhost:" + port + " cannot be reached (ConnectException)",
          away.getMessage());
    }
    listener = new MllpListener(folder.resolve("documents"));
    try (Sink sink = open()) {
      sink.write(photo);
    }
    assertEquals(1, documents().size());
  }

  @Test
  void connectionThatBreaksBeforeTheEndOfTheMessageLeavesNothingUnknown() throws Exception {
    StagedPhoto large = staged(1, TestPhotos.noise(1, 12 << 20));
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Sink sink = open("port", server.getLocalPort())) {
      Thread breaking =
          new Thread(
              () -> {
                try (Socket socket = server.accept()) {
                  socket.getInputStream().readNBytes(1 << 20);
                  socket.setSoLinger(true, 0);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      breaking.start();
      IOException broken = assertThrows(IOException.class, () -> sink.write(large));
      assertFalse(broken instanceof OutcomeUnknownException);
      assertTrue(broken.getMessage().contains("did not take the message"), broken.getMessage());
      breaking.join();
    }
    try (Sink sink = open()) {
      sink.write(large);
    }
  }

  @Test
  void receiverThatReadsNothingIsLeft() throws Exception {
    StagedPhoto large = staged(1, TestPhotos.noise(1, 12 << 20));
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Sink sink = open("port", server.getLocalPort(), "ack-timeout", SHORT)) {
      IOException stuck = assertThrows(IOException.class, () -> sink.write(large));
      assertTrue(
          stuck.getMessage().endsWith("did not take the message within 700 ms"),
          stuck.getMessage());
    }
  }

  @Test
  void interruptEndsTheWait() throws Exception {
    listener.next((conversation, id) -> conversation.file());
    try (Sink sink = open()) {
      Thread writing = Thread.currentThread();
      Thread interrupting =
          new Thread(
              () -> {
                Await.until("the message is there", () -> !listener.received().isEmpty());
                writing.interrupt();
              });
      interrupting.start();
      assertThrows(InterruptedIOException.class, () -> sink.write(photo));
      assertTrue(Thread.interrupted(), "it stays interrupted");
      interrupting.join();
      assertThrows(OutcomeUnknownException.class, () -> sink.write(photo));
    }
  }

  @Test
  void gapIsKeptBetweenMessages() throws Exception {
    try (Sink sink = open("gap", "300ms")) {
      sink.write(staged(1));
      long before = System.nanoTime();
      sink.write(staged(2));
      assertTrue(System.nanoTime() - before >= 250_000_000, "it did not wait");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "204 205,REJECTED",
    "205 206,REJECTED",
    "101 203,RETRY",
    "101 102 103 204 100 206 207,REJECTED"
  })
  void severalErrorsAreDecidedByTheWorst(String errors, Verdict.Kind kind) throws Exception {
    StringBuilder segments = new StringBuilder();
    for (String error : errors.split(" ")) {
      segments.append("ERR|||").append(error).append("|E\r");
    }
    listener.next((conversation, id) -> conversation.answer("AE", id, segments.toString()));
    try (Sink sink = open()) {
      Exception refused = assertThrows(Exception.class, () -> sink.write(photo));
      assertEquals(kind == Verdict.Kind.REJECTED, refused instanceof PhotoRejectedException);
      assertTrue(refused.getMessage().length() < 200, refused.getMessage());
    }
  }

  @Test
  void photoThatMayHaveBeenSentIsNotDroppedAsAFileInstead() throws Exception {
    listener.next(LostAnswer.CLOSED_AFTER_FILING);
    try (Sink sink = open()) {
      assertThrows(OutcomeUnknownException.class, () -> sink.write(photo));
    }
    Path drop = Files.createDirectories(folder.resolve("drop"));
    Hl7SinkProvider provider = new Hl7SinkProvider();
    Map<String, Object> settings = Map.of("folder", drop.toString());
    try (Sink sink =
        provider.create(new FakeAddOnContext(provider, settings, folder.resolve("state")))) {
      sink.start();
      sink.write(staged(2));
      assertThrows(OutcomeUnknownException.class, () -> sink.write(photo));
      sink.settle(photo, true);
      sink.write(photo);
    }
    assertEquals(
        List.of(ControlId.of(staged(2).id()) + ".hl7"),
        Folders.list(drop).stream()
            .map(file -> file.getFileName().toString())
            .filter(name -> !name.startsWith("."))
            .toList());
  }

  /** The receiver would recognise the message and keep the first patient. */
  @Test
  void repeatForAnotherPatientIsForAPerson() throws Exception {
    StagedPhoto assigned =
        photo.withManifest(photo.manifest().toBuilder().tag(PatientTag.parse("#OTHER")).build());
    listener.next(LostAnswer.CLOSED_AFTER_FILING);
    try (Sink sink = open("repeat", "safe")) {
      assertThrows(IOException.class, () -> sink.write(photo));
      assertThrows(OutcomeUnknownException.class, () -> sink.write(assigned));
      sink.write(photo);
    }
  }

  /** It would not know the message. */
  @Test
  void repeatToAnotherReceiverIsForAPerson() throws Exception {
    listener.next(LostAnswer.CLOSED_AFTER_FILING);
    try (Sink sink = open("repeat", "safe")) {
      assertThrows(IOException.class, () -> sink.write(photo));
    }
    try (MllpListener other = new MllpListener(folder.resolve("other"));
        Sink sink = open("repeat", "safe", "port", other.port())) {
      OutcomeUnknownException unknown =
          assertThrows(OutcomeUnknownException.class, () -> sink.write(photo));
      assertTrue(
          unknown.getMessage().startsWith("the HL7 receiver at localhost:" + listener.port()),
          unknown.getMessage());
      assertEquals(List.of(), other.received());
    }
  }

  private StagedPhoto staged(int number) throws IOException {
    return staged(number, TestPhotos.jpeg(number));
  }

  private StagedPhoto staged(int number, byte[] content) throws IOException {
    Path staging = Files.createDirectories(folder.resolve("staging"));
    return TestPhotos.staged(staging, TestPhotos.photoId(number), "#ZAC5361 arm", content);
  }

  private List<String> documents() throws IOException {
    return Folders.list(folder.resolve("documents")).stream()
        .map(file -> file.getFileName().toString())
        .toList();
  }

  private Sink open(Object... keysAndValues) throws IOException {
    Map<String, Object> settings = new HashMap<>();
    settings.put("host", "localhost");
    settings.put("port", listener.port());
    for (int i = 0; i < keysAndValues.length; i += 2) {
      settings.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    Hl7SinkProvider provider = new Hl7SinkProvider();
    Sink sink = provider.create(new FakeAddOnContext(provider, settings, folder.resolve("state")));
    sink.start();
    return sink;
  }
}
