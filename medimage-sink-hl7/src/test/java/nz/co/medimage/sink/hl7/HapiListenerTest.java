package nz.co.medimage.sink.hl7;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ca.uhn.hl7v2.AcknowledgmentCode;
import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.ErrorCode;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.app.HL7Service;
import ca.uhn.hl7v2.llp.MinLowerLayerProtocol;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.protocol.ReceivingApplication;
import ca.uhn.hl7v2.util.StandardSocketFactory;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.util.idgenerator.InMemoryIDGenerator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a receiver that is not ours: HAPI's, which parses each message. */
@Timeout(120)
final class HapiListenerTest {
  private static final byte[] REAL_SIZE = TestPhotos.noise(7, 2_190_000);

  /** Photos by patient and document. */
  private static final Map<String, byte[]> FILED = new ConcurrentHashMap<>();

  private static DefaultHapiContext hapi;
  private static HL7Service service;
  private static int port;

  @TempDir private Path folder;

  @BeforeAll
  static void listen() throws Exception {
    CompletableFuture<Integer> bound = new CompletableFuture<>();
    hapi = new DefaultHapiContext();
    hapi.getParserConfiguration().setIdGenerator(new InMemoryIDGenerator()); // else a file
    MinLowerLayerProtocol protocol = new MinLowerLayerProtocol();
    protocol.setCharset(StandardCharsets.UTF_8);
    hapi.setLowerLayerProtocol(protocol);
    hapi.setSocketFactory(
        new StandardSocketFactory() {
          @Override
          public ServerSocket createServerSocket() throws IOException {
            return new LoopbackServer(bound);
          }
        });
    service = hapi.newServer(0, false);
    service.registerApplication("MDM", "T02", new Application());
    service.registerApplication("ORU", "R01", new Application());
    service.startAndWait();
    port = bound.get(60, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() throws IOException {
    service.stop();
    hapi.close();
  }

  @BeforeEach
  void forget() {
    FILED.clear();
  }

  /** HAPI binds to all interfaces otherwise. */
  private static final class LoopbackServer extends ServerSocket {
    private final CompletableFuture<Integer> bound;

    LoopbackServer(CompletableFuture<Integer> bound) throws IOException {
      this.bound = bound;
    }

    @Override
    public void bind(SocketAddress any) throws IOException {
      super.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      bound.complete(getLocalPort());
    }
  }

  /** Files each photo once; knows every patient but one. */
  private static final class Application implements ReceivingApplication<Message> {
    @Override
    public Message processMessage(Message message, Map<String, Object> metadata)
        throws HL7Exception {
      Terser terser = new Terser(message);
      String patient = terser.get("/.PID-3");
      try {
        if (patient.equals("UNKNOWN")) {
          return message.generateACK(
              AcknowledgmentCode.AE, new HL7Exception("no", ErrorCode.UNKNOWN_KEY_IDENTIFIER));
        }
        boolean isDocument = terser.get("/MSH-9-1").equals("MDM");
        String document = terser.get(isDocument ? "/.TXA-12" : "/.OBR-3");
        FILED.put(patient + " " + document, Messages.photo(terser));
        return message.generateACK();
      } catch (IOException e) {
        throw new HL7Exception(e);
      }
    }

    @Override
    public boolean canProcess(Message message) {
      return true;
    }
  }

  @ParameterizedTest
  @CsvSource({"MDM^T02,2.4", "MDM^T02,2.5.1", "ORU^R01,2.4", "ORU^R01,2.5.1"})
  void photoOfRealSizeArrivesWhole(String type, String version) throws Exception {
    StagedPhoto photo = staged(1, REAL_SIZE);
    try (Sink sink = open("message", type, "version", version, "connection", "keep")) {
      assertEquals(ControlId.of(photo.id()), sink.write(photo).reference());
      sink.write(staged(2, TestPhotos.jpeg(2)));
    }
    assertEquals(2, FILED.size());
    assertArrayEquals(REAL_SIZE, FILED.get("ZAC5361 " + photo.id()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.4", "2.5.1"})
  void patientThatItDoesNotKnowIsForAPerson(String version) throws Exception {
    StagedPhoto photo = staged(1, TestPhotos.jpeg(1));
    try (Sink sink = open("version", version, "patient-id", "found")) {
      PhotoRejectedException rejected =
          assertThrows(
              PhotoRejectedException.class, () -> sink.write(photo.withPatient("UNKNOWN")));
      assertEquals(
          "The practice system does not know this photo's patient (AE 204); assign the photo to"
              + " the right patient or enter this one there and replay it.",
          rejected.getMessage());
      sink.write(photo.withPatient("4711"));
    }
    assertEquals(1, FILED.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"'; DROP TABLE patient;--", "\"}", "</a>", "N|O^P&E\\", "%00", "Māori Ōtāhuhu 写"})
  void hostileIdIsALiteral(String id) throws Exception {
    StagedPhoto photo = staged(1, TestPhotos.jpeg(1));
    try (Sink sink = open("patient-id", "found")) {
      sink.write(photo.withPatient(id));
    }
    assertArrayEquals(TestPhotos.jpeg(1), FILED.get(id + " " + photo.id()));
    assertEquals(1, FILED.size());
  }

  @Test
  void sameMessageAgainIsTheSameDocument() throws Exception {
    StagedPhoto photo = staged(1, TestPhotos.jpeg(1));
    try (Sink sink = open("repeat", "safe")) {
      sink.write(photo);
      sink.write(photo);
    }
    assertEquals(1, FILED.size());
  }

  private StagedPhoto staged(int number, byte[] content) throws IOException {
    return TestPhotos.staged(folder, TestPhotos.photoId(number), "#ZAC5361 arm", content);
  }

  private Sink open(Object... keysAndValues) throws IOException {
    Map<String, Object> settings = new HashMap<>(Map.of("host", "localhost", "port", port));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      settings.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    Hl7SinkProvider provider = new Hl7SinkProvider();
    Sink sink = provider.create(new FakeAddOnContext(provider, settings, folder.resolve("state")));
    sink.start();
    return sink;
  }
}
