package nz.co.medimage.sink.practice.profiles;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.ByteString;

/** Stands before a {@link FhirServer} and loses its answers. */
final class FhirProxy extends FakeService {
  private final FhirServer behind;
  private final String type;

  /**
   * Starts it.
   *
   * @param type the type of resource that the photos become
   */
  FhirProxy(FhirServer behind, String type) throws IOException {
    this.behind = behind;
    this.type = type;
  }

  @Override
  Answer answer(Request request) throws IOException {
    if (request.path().equals("/metadata")) { // which the server in memory does not have
      return Answer.json(200, "{\"resourceType\":\"CapabilityStatement\"}");
    }
    okhttp3.Request.Builder onward =
        new okhttp3.Request.Builder()
            .url(behind.url() + request.exchange().getRequestURI())
            .method(
                request.method(),
                request.method().equals("GET") ? null : RequestBody.create(request.body(), null));
    for (String name : List.of("Content-Type", "If-None-Exist", "Prefer")) {
      request.header(name).ifPresent(value -> onward.header(name, value));
    }
    try (Response answer = behind.http().newCall(onward.build()).execute()) {
      Answer same = Answer.json(answer.code(), answer.body().string());
      String location = answer.header("Location");
      return location == null ? same : same.with("Location", location);
    }
  }

  @Override
  List<String> steps() {
    return List.of("look-up", "file");
  }

  @Override
  String step(Request request) {
    return request.method().equals("POST") ? "file" : "look-up";
  }

  private static ByteString base64(String text) {
    return ByteString.of(Base64.getDecoder().decode(text));
  }

  @Override
  List<Filed> filed() throws IOException {
    String data = type.equals("Media") ? "$.content.data" : "$.content[0].attachment.data";
    return behind.all(type).stream()
        .map(json -> new Filed(Json.one(json, "$.subject.reference"), base64(Json.one(json, data))))
        .toList();
  }
}
