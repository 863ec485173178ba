package nz.co.medimage.sink.practice.profiles;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The FHIR server of {@code src/test/fhir-server} as a child process: code of others, which keeps
 * its resources in memory. It ends with this process, however that ends: it reads from its standard
 * input until that is closed.
 */
final class FhirServer {
  private static final Path SCRIPT = Path.of("src/test/fhir-server/server.js");
  private static final Path PACKAGES = Path.of("target/fhir-server");

  private final OkHttpClient http = new OkHttpClient();
  private final Process process; // while it is held, its standard input stays open
  private final int port;
  private String known = "";

  private FhirServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  private static @Nullable FhirServer shared;

  /**
   * The one server of all test classes, with the patients of {@link ShippedProfileContract}; skips
   * the test if it is not installed.
   */
  static synchronized FhirServer get() throws IOException {
    if (shared == null) {
      shared = start();
      shared.known = shared.createPatient(ShippedProfileContract.KNOWN, true);
      shared.createPatient(ShippedProfileContract.OTHER, true);
      shared.createPatient(ShippedProfileContract.AMBIGUOUS, true);
      shared.createPatient(ShippedProfileContract.AMBIGUOUS, true);
      shared.createPatient(ShippedProfileContract.INACTIVE, false);
    }
    return shared;
  }

  /** The reference of the patient whom all tests know. */
  String known() {
    return known;
  }

  private static FhirServer start() throws IOException {
    assumeTrue(
        Files.exists(PACKAGES.resolve("installed")),
        "The FHIR server is not installed: run src/test/fhir-server/install, which needs npm and Node 20");
    Process process =
        new ProcessBuilder(
                "node", "--experimental-websocket", SCRIPT.toString(), PACKAGES.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the FHIR server did not start");
    }
    return new FhirServer(process, Integer.parseInt(line));
  }

  OkHttpClient http() {
    return http;
  }

  int port() {
    return port;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Creates a patient with an NHI. */
  String createPatient(String nhi, boolean isActive) throws IOException {
    return create("Patient", patient(nhi, isActive));
  }

  /** A patient with an NHI, as JSON. */
  static String patient(String nhi, boolean isActive) {
    return "{\"resourceType\":\"Patient\",\"active\":"
        + isActive
        + ",\"identifier\":[{\"system\":\"https://standards.digital.health.nz/ns/nhi-id\",\"value\":"
        + Json.quote(nhi)
        + "}]}";
  }

  /** Creates a resource, as others do, and returns where it is. */
  String create(String type, String json) throws IOException {
    RequestBody body = RequestBody.create(json, MediaType.get("application/fhir+json"));
    try (Response answer = http.newCall(request(type).post(body).build()).execute()) {
      if (answer.code() != 201) {
        throw new IOException("the FHIR server answered " + answer.code());
      }
      return Objects.requireNonNull(answer.header("Location")).replaceAll("/_history/.*", "");
    }
  }

  /** Reads what a path below the server gives, as JSON. */
  String get(String path) throws IOException {
    try (Response answer = http.newCall(request(path).build()).execute()) {
      return answer.body().string();
    }
  }

  /** All resources of a type, as JSON. */
  List<String> all(String type) throws IOException {
    return Json.list(get(type + "?_count=1000"), "$.entry[*].resource");
  }

  private Request.Builder request(String path) throws IOException {
    if (!process.isAlive()) {
      throw new IOException("the FHIR server has ended");
    }
    return new Request.Builder().url(url() + "/" + path);
  }
}
