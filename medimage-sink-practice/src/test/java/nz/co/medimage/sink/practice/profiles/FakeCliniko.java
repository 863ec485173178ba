package nz.co.medimage.sink.practice.profiles;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import okio.ByteString;

/**
 * Answers as Cliniko and the S3 bucket behind it do: a presigned post, a file that lies aside until
 * an attachment names it, and lists in pages. It ignores filters, as a service may.
 */
final class FakeCliniko extends FakeService {
  private static final int PAGE = 2;

  /** A patient: Cliniko's id, the practice's reference, and when it was archived. */
  record Patient(String id, String reference, String archivedAt) {}

  private record Attachment(String patient, String description, ByteString content) {}

  private final List<Patient> patients;
  private final List<Attachment> attachments = new ArrayList<>();
  private final Bucket bucket = new Bucket();
  private int looks;

  FakeCliniko(List<Patient> patients) throws IOException {
    this.patients = List.copyOf(patients);
  }

  @Override
  List<String> steps() {
    return List.of("look-up", "presign", "upload", "file", "processing");
  }

  @Override
  String step(Request request) {
    if (request.method().equals("POST")) {
      return "file";
    }
    return request.path().endsWith("attachment_presigned_post")
        ? "presign"
        : request.path().endsWith("patient_attachments")
            ? "find"
            : request.path().contains("patient_attachments/") ? "processing" : "look-up";
  }

  @Override
  Answer answer(Request request) {
    String login =
        "Basic "
            + Base64.getEncoder().encodeToString("key-au1:".getBytes(StandardCharsets.US_ASCII));
    if (!request.header("Authorization").filter(login::equals).isPresent()) {
      return Answer.json(401, "{\"message\":\"unauthorized\"}");
    }
    if (!request.header("User-Agent").filter(agent -> agent.contains("@")).isPresent()) {
      return Answer.json(400, "{\"message\":\"User-Agent has no address\"}");
    }
    return switch (step(request)) {
      case "presign" -> presign(request.path().split("/")[3]);
      case "find" -> find(request);
      case "file" -> file(request.text());
      case "processing" -> processing();
      default -> lookUp();
    };
  }

  private Answer lookUp() {
    String found =
        patients.stream()
            .map(
                each ->
                    "{\"id\":"
                        + Json.quote(each.id())
                        + ",\"old_reference_id\":"
                        + Json.quote(each.reference())
                        + ",\"archived_at\":"
                        + (each.archivedAt().isEmpty() ? "null" : Json.quote(each.archivedAt()))
                        + "}")
            .collect(Collectors.joining(","));
    return Answer.json(
        200, "{\"patients\":[" + found + "],\"total_entries\":9,\"links\":{\"self\":\"x\"}}");
  }

  private Answer presign(String patient) {
    return Answer.json(
        200,
        "{\"url\":\""
            + bucket.url()
            + "/\",\"fields\":{\"AWSAccessKeyId\":\"A\",\"key\":\"1/patients/"
            + patient
            + "/temp/"
            + requests().size()
            + "/${filename}\",\"policy\":\"p==\",\"success_action_status\":\"201\"}}");
  }

  private Answer file(String json) {
    String prefix = bucket.url() + "/";
    String from = Json.one(json, "$.upload_url");
    ByteString content =
        from.startsWith(prefix) ? bucket.files.get(from.substring(prefix.length())) : null;
    if (content == null) {
      return Answer.json(422, "{\"errors\":{\"temp_attachment_url\":\"is invalid\"}}");
    }
    attachments.add(
        new Attachment(Json.one(json, "$.patient_id"), Json.one(json, "$.description"), content));
    return Answer.json(
        201, "{\"id\":\"" + attachments.size() + "\",\"processing_completed\":false}");
  }

  private Answer processing() {
    looks--;
    return Answer.json(200, "{\"id\":\"1\",\"processing_completed\":" + (looks < 0) + "}");
  }

  /** The next file is still being processed at one look, and done at the second. */
  void processSlowly() {
    looks = 1;
  }

  private Answer find(Request request) {
    String patient = request.path().split("/")[3];
    List<Integer> own =
        IntStream.range(0, attachments.size())
            .filter(i -> attachments.get(i).patient().equals(patient))
            .boxed()
            .toList();
    int page = Integer.parseInt(request.query().getOrDefault("page", "1"));
    int from = Math.min(own.size(), (page - 1) * PAGE);
    int to = Math.min(own.size(), page * PAGE);
    String shown =
        own.subList(from, to).stream()
            .map(
                i ->
                    "{\"id\":\""
                        + (i + 1)
                        + "\",\"description\":"
                        + Json.quote(attachments.get(i).description())
                        + "}")
            .collect(Collectors.joining(","));
    String next =
        to == own.size()
            ? ""
            : ",\"next\":\"" + url() + request.path() + "?page=" + (page + 1) + "\"";
    return Answer.json(
        200,
        "{\"patient_attachments\":["
            + shown
            + "],\"total_entries\":"
            + own.size()
            + ",\"links\":{\"self\":\"x\""
            + next
            + "}}");
  }

  @Override
  List<Filed> filed() {
    return attachments.stream().map(a -> new Filed(a.patient(), a.content())).toList();
  }

  /** The description of the photo that was filed last. */
  String lastDescription() {
    return attachments.get(attachments.size() - 1).description();
  }

  @Override
  void next(String step, Trouble trouble) {
    if (step.equals("upload")) {
      bucket.next(step, trouble);
    } else {
      super.next(step, trouble);
    }
  }

  @Override
  boolean isCalm() {
    return super.isCalm() && bucket.isCalm();
  }

  @Override
  public void close() {
    super.close();
    bucket.close();
  }

  /** Where files lie until an attachment names them; it refuses the login of others. */
  private static final class Bucket extends FakeService {
    private final Map<String, ByteString> files = new ConcurrentHashMap<>();

    Bucket() throws IOException {}

    @Override
    List<String> steps() {
      return List.of("upload");
    }

    @Override
    String step(Request request) {
      return "upload";
    }

    @Override
    List<Filed> filed() {
      return List.of();
    }

    @Override
    Answer answer(Request request) {
      if (request.header("Authorization").isPresent()) {
        return Answer.xml(400, "<Error><Code>InvalidArgument</Code></Error>");
      }
      Multipart form = Multipart.parse(request);
      Multipart.Part file = form.last();
      if (!form.text("policy").equals("p==") || !file.name().equals("file")) {
        return Answer.xml(403, "<Error><Code>AccessDenied</Code></Error>");
      }
      String key = form.text("key").replace("${filename}", file.fileName());
      files.put(key, file.content());
      return Answer.xml(
          201,
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PostResponse><Bucket>b</Bucket><Key>"
              + key
              + "</Key></PostResponse>");
    }
  }
}
