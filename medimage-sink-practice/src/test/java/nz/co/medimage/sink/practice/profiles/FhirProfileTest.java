package nz.co.medimage.sink.practice.profiles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.sink.practice.PracticeSinkProvider;
import nz.co.medimage.sink.practice.profiles.FakeService.Trouble;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The profile {@code fhir-r4} with a FHIR server that is not ours. */
final class FhirProfileTest extends ShippedProfileContract {
  private static FhirServer server;

  @BeforeAll
  static void start() throws IOException {
    server = FhirServer.get();
  }

  @Override
  FakeService service() throws IOException {
    return new FhirProxy(server, "DocumentReference");
  }

  @Override
  String profile(String url) {
    return "{'extends': 'fhir-r4', 'values': {'url': '" + url + "'}}";
  }

  @Override
  String record() {
    return server.known();
  }

  @Override
  boolean asks() {
    return false;
  }

  private static String of(StagedPhoto photo, String reference) throws Exception {
    String json = server.get(reference);
    assertEquals(
        Base64.getEncoder().encodeToString(Files.readAllBytes(photo.file())),
        Json.one(json, "$.content[0].attachment.data"));
    return json;
  }

  @Test
  void documentHasTheHashTheSizeAndTheTimesOfThePhoto() throws Exception {
    StagedPhoto photo = photo("#" + KNOWN + " left arm");
    String json = of(photo, sink().write(photo).reference());
    byte[] content = Files.readAllBytes(photo.file());
    String hash =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(content));
    assertEquals(hash, Json.one(json, "$.content[0].attachment.hash"));
    assertEquals(String.valueOf(content.length), Json.one(json, "$.content[0].attachment.size"));
    assertEquals("image/jpeg", Json.one(json, "$.content[0].attachment.contentType"));
    assertEquals("left arm", Json.one(json, "$.content[0].attachment.title"));
    assertEquals("2017-08-10T09:21:45+12:00", Json.one(json, "$.content[0].attachment.creation"));
    assertEquals("current", Json.one(json, "$.status"));
    assertEquals("72170-4", Json.one(json, "$.type.coding[0].code"));
    assertEquals(
        Json.one(json, "$.masterIdentifier.value"), Json.one(json, "$.identifier[0].value"));
  }

  @Test
  void anotherDevicesPhotoWithTheSameEnvelopeIdIsAnotherDocument() throws Exception {
    StagedPhoto photo = photo("#" + KNOWN);
    PhotoId other = new PhotoId(photo.id().envelope(), new PairingId(new java.util.UUID(5, 5)));
    Path staging = Files.createDirectories(folder().resolve("other"));
    StagedPhoto same = TestPhotos.staged(staging, other, "#" + KNOWN, TestPhotos.jpeg(999));
    sink().write(same);
    sink().write(photo);
    assertEquals(1, filed(same).size());
    assertEquals(1, filed(photo).size());
  }

  @Test
  void eightReceiversAtOnceFileOneDocument() throws Exception {
    StagedPhoto photo = photo("#" + KNOWN);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<String>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Path state = Files.createDirectories(folder().resolve("state-" + i));
        calls.add(() -> writeAlone(state, photo));
      }
      List<String> references = new ArrayList<>();
      for (Future<String> each : threads.invokeAll(calls)) {
        references.add(each.get());
      }
      assertEquals(1, references.stream().distinct().count());
      assertEquals(1, filed(photo).size());
    } finally {
      threads.shutdownNow();
    }
  }

  /** Files a photo by a sink that knows nothing of others. */
  private String writeAlone(Path state, StagedPhoto photo) throws Exception {
    Path own = state.resolve("own.json");
    Files.writeString(own, profile(server.url()).replace('\'', '"'));
    PracticeSinkProvider provider = new PracticeSinkProvider();
    try (Sink sink =
        provider.create(new FakeAddOnContext(provider, Map.of("profile", own.toString()), state))) {
      sink.start();
      return sink.write(photo).reference();
    }
  }

  @Test
  void identifierThatTwoDocumentsHaveIsAQuestionToAPerson() throws Exception {
    StagedPhoto photo = photo("#" + KNOWN);
    String json = of(photo, sink().write(photo).reference());
    server.create("DocumentReference", json.replaceFirst("\"id\":\"[^\"]*\",", ""));
    Path state = Files.createDirectories(folder().resolve("state-alone"));
    IOException e = assertThrows(IOException.class, () -> writeAlone(state, photo));
    assertEquals(
        nz.co.medimage.api.spi.OutcomeUnknownException.class, e.getClass(), e.getMessage());
    assertTrue(
        e.getMessage()
            .contains("Several documents of the FHIR server have this photo's identifier"),
        e.getMessage());
    assertEquals(2, filed(photo).size());
  }

  @Test
  void maskedNameOfThePatientIsThere() throws Exception {
    server.create(
        "Patient",
        FhirServer.patient("ZZZ0059", true)
            .replaceFirst(
                "\\}$",
                ",\"name\":[{\"family\":\"Tester\",\"given\":[\"Peter\"]}],"
                    + "\"birthDate\":\"1980-05-06\"}"));
    assertEquals("P… T…, b. 1980", check("ZZZ0059").echo().orElseThrow());
  }

  @Test
  void conflictOfTwoCreatesIsTriedAgain() throws Exception {
    StagedPhoto photo = photo("#" + KNOWN);
    fake().next("file", Trouble.CONFLICT);
    assertThrows(IOException.class, () -> sink().write(photo));
    sink().write(photo);
    assertEquals(1, filed(photo).size());
  }

  @Test
  void refusalTellsTheCodeOfTheServerAndNothingElse() throws Exception {
    StagedPhoto photo = photo("#" + KNOWN);
    fake().next("file", Trouble.REFUSED);
    PhotoRejectedException e =
        assertThrows(PhotoRejectedException.class, () -> sink().write(photo));
    assertEquals(
        "FHIR R4 (127.0.0.1) does not take this photo: it answered 'the document' with the status 422 and"
            + " the code business-rule.",
        e.getMessage());
    assertEquals(0, filed(photo).size());
  }

  @Test
  void largePhotoComesBackByteForByte() throws Exception {
    byte[] content = TestPhotos.noise(7, 3_000_001);
    Path staging = Files.createDirectories(folder().resolve("large"));
    StagedPhoto photo =
        TestPhotos.staged(staging, TestPhotos.photoId(70_007), "#" + KNOWN, content);
    String json = of(photo, sink().write(photo).reference());
    assertArrayEquals(
        content, Base64.getDecoder().decode(Json.one(json, "$.content[0].attachment.data")));
  }

  @Test
  void hostileIdsOfPatientsAreFoundAsTheyAre() throws Exception {
    for (String id : List.of("N,O", "it's", "A+B", "(C)", "Ōtāhuhu", "D&E")) {
      assertEquals(PatientMatch.Kind.UNKNOWN, check(id).kind(), id);
      String reference = server.createPatient(id, true);
      assertEquals(reference, "Patient/" + check(id).patient().orElseThrow(), id);
    }
  }
}
