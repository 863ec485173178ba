package nz.co.medimage.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The part of an import that is about web services, SOAP or JSON. */
final class ClassicWebImport {
  private static final Pattern SECRET_HEADER =
      Pattern.compile("(?i).*(auth|key|token|secret|cookie|password|session).*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");
  private static final String TEST = "testConnection";
  private static final String LOOKUP = "getId";
  private static final String INSERT = "insertAttachment";

  private final ClassicFile file;
  private final ImportReport report;
  private final ImportedProfile imported;
  private final boolean isSoap;
  private final Set<String> used = new TreeSet<>();

  ClassicWebImport(
      ClassicFile file, ImportReport report, ImportedProfile imported, boolean isSoap) {
    this.file = file;
    this.report = report;
    this.imported = imported;
    this.isSoap = isSoap;
  }

  void run() {
    imported.profile().put("kind", "web");
    imported.section("values");
    server();
    lookup();
    filing();
    test();
    ClassicImport.values(file, report, imported, used);
    if (imported.section("values").isEmpty()) {
      imported.profile().remove("values");
    }
    unused();
  }

  private void server() {
    Map<String, Object> server = imported.section("server");
    String field = "endPoints." + INSERT;
    try {
      server.put("url", WebRequest.origin(file.text(field).orElse("")));
      report.imported(field, "photo.steps, and the host of server.url");
      if (server.get("url").toString().startsWith("http:")) {
        report.open(field, "photos need https: see whether the system has an https address");
      }
    } catch (UnmappedException e) {
      report.open(field, e.getMessage() + "; write server.url and photo.steps");
    }
    secretHeaders(server);
    file.text("endPoints.sslCertFile")
        .ifPresent(
            pem -> {
              server.put("trust", pem);
              report.imported("endPoints.sslCertFile", "server.trust");
            });
    report.leftOut("endPoints.ssl", "an address that begins with https: says so");
    for (String limit : List.of("endPoints.timeoutFailureMs", "timeOutSeconds")) {
      report.leftOut(
          limit, "server.timeout stays 60s: after a time-out nobody knows whether a photo arrived");
    }
    if (file.text("username").isPresent() || file.exactly("password").isPresent()) {
      for (String login : List.of("username", "password")) {
        report.open(login, "how the system wants it is not known: see server.auth");
      }
    }
  }

  /** Headers that may hold secrets go to files, and are sent to the system itself alone. */
  private void secretHeaders(Map<String, Object> server) {
    Map<String, Object> headers = new LinkedHashMap<>();
    for (String line : file.texts("endPoints.headers")) {
      String name = WebRequest.name(line);
      String value = WebRequest.value(line);
      if (isSecret(name, value)) {
        String key = "header-" + (headers.size() + 1);
        imported.section("values").put(key, imported.secret(key, value));
        headers.put(name, "{{" + key + "}}");
      }
    }
    if (!headers.isEmpty()) {
      server.put("headers", headers);
    }
    report.imported(
        "endPoints.headers",
        headers.isEmpty()
            ? "headers of the steps"
            : "headers of the steps; "
                + String.join(", ", headers.keySet())
                + " in server.headers, with the values in files that only you can read");
  }

  private static boolean isSecret(String name, String value) {
    return !value.isEmpty() && !value.contains("[") && SECRET_HEADER.matcher(name).matches();
  }

  private static String queryOf(ClassicFile file, String call) {
    return file.either(call + "Query", call + "SQL");
  }

  /** One call: its endpoint, its body and its headers. */
  private Map<String, Object> step(String call) throws UnmappedException {
    WebRequest request = new WebRequest(file.text("endPoints." + call).orElse(""));
    Map<String, Object> step = new LinkedHashMap<>();
    step.put("name", call);
    String method = file.text("endPoints.httpMethod").orElse("POST").toUpperCase(Locale.ROOT);
    if (!Set.of("GET", "POST", "PUT", "PATCH").contains(method)) {
      throw new UnmappedException("endPoints.httpMethod is none of GET, POST, PUT and PATCH");
    }
    step.put("method", method);
    request.address(step);
    List<String> headers = file.texts("endPoints.headers");
    request.headers(
        step,
        headers.stream()
            .filter(each -> !isSecret(WebRequest.name(each), WebRequest.value(each)))
            .toList());
    if (!method.equals("GET")) {
      step.put("body", body(request, call, headers));
    }
    used.addAll(request.used());
    return step;
  }

  private Map<String, Object> body(WebRequest request, String call, List<String> headers)
      throws UnmappedException {
    String text = file.text(queryOf(file, call)).orElse("");
    if (text.isEmpty()) {
      throw new UnmappedException("the text of the request is missing");
    }
    Map<String, Object> body = isSoap ? request.xml(text) : request.json(text);
    if (call.equals(INSERT) && file.flag("endPoints.includePhotoInPOST", false)) {
      return request.multipart(body);
    }
    Map<String, Object> typed = new LinkedHashMap<>(body);
    headers.stream()
        .filter(each -> WebRequest.name(each).equalsIgnoreCase("Content-Type"))
        .findFirst()
        .ifPresent(each -> typed.put("type", WebRequest.value(each)));
    return typed;
  }

  /** A dotted path as a JSON path, or for SOAP as an XPath. */
  private String path(String field) throws UnmappedException {
    StringBuilder path = new StringBuilder(isSoap ? "/" : "$");
    for (String part : file.text(field).orElse("").split("\\.", -1)) {
      boolean isNumber = NUMBER.matcher(part).matches();
      if (isNumber) {
        int index = Integer.parseInt(part);
        path.append('[').append(isSoap ? index + 1 : index).append(']');
      } else if (NAME.matcher(part).matches()) {
        path.append(isSoap ? "/" : ".").append(part);
      } else {
        throw new UnmappedException("it is no path such as id.value");
      }
    }
    return path.toString();
  }

  /**
   * What answers of a call mean.
   *
   * @param otherwise if the field for success does not have its value
   */
  private List<Map<String, Object>> answers(String call, String otherwise)
      throws UnmappedException {
    String place = "responseObjects." + call + ".";
    List<Map<String, Object>> answers = new ArrayList<>();
    if (file.text(place + "duplicate").isPresent()) {
      answers.add(rule(place + "duplicate", place + "duplicateValue", "ambiguous-patient"));
    }
    if (file.text(place + "success").isPresent()) {
      answers.add(rule(place + "success", place + "successValue", "ok"));
      answers.add(Map.of("status", "2xx", "is", otherwise));
    }
    for (String key : List.of("success", "successValue", "duplicate", "duplicateValue")) {
      report.imported(place + key, "answers of the step " + call);
    }
    return answers;
  }

  private Map<String, Object> rule(String field, String valueField, String is)
      throws UnmappedException {
    Map<String, Object> rule = new LinkedHashMap<>();
    rule.put("status", "2xx");
    rule.put(isSoap ? "xpath" : "json", path(field));
    file.exactly(valueField).ifPresent(value -> rule.put("equals", value));
    rule.put("is", is);
    return rule;
  }

  private void lookup() {
    String field = "endPoints." + LOOKUP;
    String place = "responseObjects." + LOOKUP + ".";
    try {
      if (file.text(field).isEmpty()) {
        throw new UnmappedException("there is no look-up");
      }
      Map<String, Object> step = step(LOOKUP);
      List<Map<String, Object>> answers = answers(LOOKUP, "unknown-patient");
      if (!answers.isEmpty()) {
        step.put("answers", answers);
      }
      Map<String, Object> patient = imported.section("patient");
      patient.put("steps", List.of(step));
      patient.put("id", path(place + "returnedValue"));
      if (file.flag("capitaliseNHID", true)) {
        patient.put("capitals", true);
      }
      report.imported(field, "patient.steps");
      report.imported(queryOf(file, LOOKUP), "patient.steps, with placeholders that escape");
      report.imported(place + "returnedValue", "patient.id");
      report.open(
          place + "returnedValue",
          "imported as patient.id; add a match to patient.steps[0] that says where the answer"
              + " repeats the id that was asked for, so that no other patient is taken for this one");
    } catch (UnmappedException e) {
      imported.profile().remove("patient");
      String sentence = e.getMessage() + "; write patient.steps: nothing is filed without them";
      report.open(field, sentence);
      for (String each : List.of(queryOf(file, LOOKUP), place + "returnedValue")) {
        if (!file.isEmpty(each)) {
          report.open(each, sentence);
        }
      }
    }
  }

  private void filing() {
    ClassicImport.files(file, report, imported, false);
    Map<String, Object> photo = imported.section("photo");
    Object files = photo.remove("files");
    if (files instanceof List<?> list) {
      photo.put("file", list.get(0));
      if (list.size() > 1) {
        report.open("useResized", "one file of a photo is sent; photo.file is the original");
      }
    }
    photo.put("repeat", "ask");
    String query = queryOf(file, INSERT);
    try {
      List<Map<String, Object>> steps = new ArrayList<>();
      Map<String, Object> filing = step(INSERT);
      session().ifPresent(steps::add);
      filing.put("files", true);
      List<Map<String, Object>> answers = answers(INSERT, "person");
      if (!answers.isEmpty()) {
        filing.put("answers", answers);
      }
      steps.add(filing);
      photo.put("steps", steps);
      report.imported(query, "photo.steps, with placeholders that escape");
      photoInRequest(query);
    } catch (UnmappedException e) {
      report.open(query, e.getMessage() + "; write photo.steps");
    }
  }

  private void photoInRequest(String query) {
    String field = "endPoints.includePhotoInPOST";
    boolean isIncluded = file.flag(field, false);
    report.imported(field, isIncluded ? "a part of the body" : "the photo itself is not sent");
    if (isIncluded) {
      report.open(field, "see whether the part with the photo has the right name in photo.steps");
    }
    if (used.contains("fullphotopath")) {
      imported
          .section("photo")
          .put("path", Map.of("sink", "folders", "root", ClassicImport.root(file, report)));
    } else if (!isIncluded) {
      report.open(query, "neither the photo nor its path is in it; see photo.steps");
    }
  }

  /** If photos need a session, the look-up gives one before each of them. */
  private Optional<Map<String, Object>> session() throws UnmappedException {
    String field = "responseObjects." + LOOKUP + ".sessionValue";
    if (file.text(field).isEmpty()) {
      return Optional.empty();
    }
    Map<String, Object> step = step(LOOKUP);
    step.put("capture", Map.of("session", path(field)));
    report.imported(field, "captured as {{session}} before each photo");
    return Optional.of(step);
  }

  private void test() {
    String field = "endPoints." + TEST;
    if (file.text(field).isEmpty()) {
      return;
    }
    try {
      Map<String, Object> step = step(TEST);
      List<Map<String, Object>> answers = answers(TEST, "denied");
      if (!answers.isEmpty()) {
        step.put("answers", answers);
      }
      imported.profile().put("test", Map.of("steps", List.of(step)));
      report.imported(field, "test.steps");
      report.imported(queryOf(file, TEST), "test.steps");
    } catch (UnmappedException e) {
      report.open(field, e.getMessage() + "; write test.steps or nothing");
    }
  }

  private void unused() {
    report.imported("endPoints.httpMethod", "method of the steps");
    for (String field : List.of("host", "dbname", "dsnHere", "useODBC")) {
      report.leftOut(field, "it is for databases; the addresses are in endPoints");
    }
    for (String field : List.of("localFolderMapDown", "mapDownTo")) {
      report.leftOut(field, "no path is sent");
    }
    report.leftOut(
        file.either("dbCurrentTimeQuery", "dbCurrentTimeSQL"), "{{now}} is the current time");
  }
}
