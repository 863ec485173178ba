package nz.co.medimage.sink.practice.profiles;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import okio.ByteString;

/**
 * Answers as Medtech's ALEX is described: tokens of Azure AD, a header that names the facility, a
 * search that answers with an OperationOutcome where it finds nobody, Media that can be written and
 * not read, and no notice of identifiers that repeat.
 */
final class FakeAlex extends FakeService {
  static final String NHI = "https://standards.digital.health.nz/ns/nhi-id";
  private static final int MAX_BYTES = 1_000_000;

  /** A patient: an id of the system, an NHI and what else its resource has. */
  record Patient(String id, String nhi, String more) {}

  private final List<Patient> patients;
  private final List<Filed> filed = new ArrayList<>();
  private int tokens;

  FakeAlex(List<Patient> patients) throws IOException {
    this.patients = List.copyOf(patients);
  }

  @Override
  List<String> steps() {
    return List.of("token", "look-up", "file");
  }

  @Override
  String step(Request request) {
    if (request.path().endsWith("/token")) {
      return "token";
    }
    return request.method().equals("POST") ? "file" : "look-up";
  }

  @Override
  Answer answer(Request request) {
    return switch (step(request)) {
      case "token" -> token(form(request.text()));
      case "look-up" -> authorized(request, lookUp(request));
      default -> isAuthorized(request) ? file(request) : authorized(request, null);
    };
  }

  /** All tokens so far are worth nothing from now on. */
  synchronized void forgetTokens() {
    tokens++;
  }

  private synchronized Answer token(Map<String, String> form) {
    boolean isRight =
        "client_credentials".equals(form.get("grant_type"))
            && "app-1".equals(form.get("client_id"))
            && "s3cret&=+".equals(form.get("client_secret"))
            && form.getOrDefault("scope", "").endsWith("/.default");
    return isRight
        ? Answer.json(
            200,
            "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"t" + tokens + "\"}")
        : Answer.json(401, "{\"error\":\"invalid_client\"}");
  }

  private synchronized boolean isAuthorized(Request request) {
    return request.header("Authorization").filter(("Bearer t" + tokens)::equals).isPresent()
        && request.header("mt-facilityid").filter("F2N060-E"::equals).isPresent();
  }

  private Answer authorized(Request request, Answer answer) {
    if (isAuthorized(request)) {
      return answer;
    }
    return request.header("mt-facilityid").filter("F2N060-E"::equals).isPresent()
        ? Answer.json(401, "{\"message\":\"Unauthorized\"}")
        : Answer.json(403, "{\"message\":\"Practice Facility not found\"}");
  }

  private Answer lookUp(Request request) {
    if (!request.path().equals("/FHIR/Patient")) {
      return Answer.json(403, "{\"message\":\"Forbidden\"}");
    }
    String wanted = request.query().getOrDefault("identifier", "");
    String entries =
        patients.stream()
            .filter(each -> (NHI + "|" + each.nhi()).equals(wanted))
            .map(FakeAlex::entry)
            .collect(Collectors.joining(","));
    String nobody =
        "{\"resource\":{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":"
            + "\"information\",\"code\":\"not-found\"}]}}";
    return Answer.json(
        200,
        "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"entry\":["
            + (entries.isEmpty() ? nobody : entries)
            + "]}");
  }

  private static String entry(Patient patient) {
    return "{\"resource\":{\"resourceType\":\"Patient\",\"id\":"
        + Json.quote(patient.id())
        + ",\"identifier\":[{\"system\":\""
        + NHI
        + "\",\"value\":"
        + Json.quote(patient.nhi())
        + "}]"
        + patient.more()
        + "}}";
  }

  private Answer file(Request request) {
    String json = request.text();
    ByteString content =
        ByteString.of(Base64.getDecoder().decode(Json.one(json, "$.content.data")));
    boolean isRight =
        Json.one(json, "$.resourceType").equals("Media")
            && Json.one(json, "$.status").equals("completed")
            && Json.one(json, "$.type.coding[0].code").equals("image")
            && !Json.one(json, "$.identifier[0].system").isEmpty()
            && !Json.one(json, "$.identifier[0].value").isEmpty()
            && Json.one(json, "$.content.contentType").equals("image/jpeg")
            && content.size() < MAX_BYTES;
    if (!isRight) {
      return Answer.json(
          400, "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"code\":\"invalid\"}]}");
    }
    filed.add(new Filed(Json.one(json, "$.subject.reference"), content));
    return Answer.json(201, "{\"resourceType\":\"Media\",\"id\":\"m" + filed.size() + "\"}")
        .with("Location", "Media/m" + filed.size());
  }

  @Override
  synchronized List<Filed> filed() {
    return List.copyOf(filed);
  }
}
