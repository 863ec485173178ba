package nz.co.medimage.sink.practice.profiles;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Answers as OpenEMR does: FHIR to find a patient's UUID, the standard API for the number that
 * documents need, and 200 for a document of a patient who does not exist. It ignores case, as its
 * database does.
 */
final class FakeOpenEmr extends FakeService {
  /** A patient: UUID, number, the practice's id, and whether the record is in use. */
  record Patient(String uuid, String number, String id, boolean isActive) {}

  private static final String FHIR = "/apis/default/fhir/Patient";
  private static final String STANDARD = "/apis/default/api/patient/";

  private final List<Patient> patients;
  private final List<Filed> filed = new ArrayList<>();

  FakeOpenEmr(List<Patient> patients) throws IOException {
    this.patients = List.copyOf(patients);
  }

  @Override
  List<String> steps() {
    return List.of("token", "look-up", "number", "file");
  }

  @Override
  String step(Request request) {
    if (request.path().endsWith("/token")) {
      return "token";
    }
    return request.path().equals(FHIR)
        ? "look-up"
        : request.path().endsWith("/document") ? "file" : "number";
  }

  @Override
  Answer answer(Request request) {
    if (step(request).equals("token")) {
      return token(form(request.text()));
    }
    if (!request.header("Authorization").filter("Bearer t1"::equals).isPresent()) {
      return Answer.json(401, "{\"error\":\"access_denied\"}");
    }
    return switch (step(request)) {
      case "look-up" -> lookUp(request.query().getOrDefault("identifier", ""));
      case "number" -> number(request.path().substring(STANDARD.length()));
      default -> file(request);
    };
  }

  private static Answer token(Map<String, String> form) {
    boolean isRight =
        "password".equals(form.get("grant_type"))
            && "users".equals(form.get("user_role"))
            && "photos".equals(form.get("username"))
            && "pass&word".equals(form.get("password"))
            && "client-1".equals(form.get("client_id"))
            && form.getOrDefault("scope", "").contains("user/document.write");
    return isRight
        ? Answer.json(
            200, "{\"token_type\":\"Bearer\",\"expires_in\":3600,\"access_token\":\"t1\"}")
        : Answer.json(400, "{\"error\":\"invalid_request\"}");
  }

  private Answer lookUp(String id) {
    String entries =
        patients.stream()
            .filter(each -> each.id().equalsIgnoreCase(id))
            .map(
                each ->
                    "{\"resource\":{\"resourceType\":\"Patient\",\"id\":\""
                        + each.uuid()
                        + "\",\"active\":"
                        + each.isActive()
                        + ",\"identifier\":[{\"value\":"
                        + Json.quote(each.id())
                        + "}]}}")
            .collect(Collectors.joining(","));
    return Answer.json(
        200,
        "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"total\":0,\"entry\":["
            + entries
            + "]}");
  }

  private Answer number(String uuid) {
    Optional<Patient> patient = patients.stream().filter(p -> p.uuid().equals(uuid)).findFirst();
    return patient.isEmpty()
        ? Answer.json(404, "{\"validationErrors\":[],\"internalErrors\":[],\"data\":[]}")
        : Answer.json(
            200,
            "{\"validationErrors\":[],\"internalErrors\":[],\"data\":{\"uuid\":\""
                + uuid
                + "\",\"pid\":"
                + patient.get().number()
                + "}}");
  }

  private Answer file(Request request) {
    Multipart.Part document = Multipart.parse(request).last();
    boolean isRight =
        document.name().equals("document")
            && "/medical_record".equals(request.query().get("path"))
            && document.fileName().endsWith(".jpg");
    if (!isRight) {
      return Answer.json(400, "null");
    }
    filed.add(new Filed(request.path().split("/")[5], document.content()));
    return Answer.json(200, "true");
  }

  @Override
  List<Filed> filed() {
    return List.copyOf(filed);
  }
}
