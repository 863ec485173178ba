package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns an {@code ehrconnect.json} into a profile, and says what became of each field. */
final class ClassicImport {
  private static final String SMALL = "small";
  private static final String MESSAGE = "[MESSAGE]";

  private final ClassicFile file;
  private final ImportReport report;
  private final ImportedProfile imported = new ImportedProfile();

  private ClassicImport(ClassicFile file) {
    this.file = file;
    this.report = new ImportReport(file);
  }

  /**
   * What an import made.
   *
   * @param profile with everything that could be imported
   */
  record Result(ImportedProfile profile, ImportReport report) {}

  /**
   * Imports a file; writes nothing.
   *
   * @param url the JDBC address of the database, if the user names it
   * @throws BadInputException with a sentence if the file is wrong
   */
  static Result of(Path path, Optional<String> url) throws IOException {
    ClassicFile file = ClassicFile.read(path);
    ClassicImport all = new ClassicImport(file);
    String type = file.text("requestType").orElse("sql").toLowerCase(Locale.ROOT);
    all.imported.profile().put("name", "Imported from " + path.getFileName());
    switch (type) {
      case "sql" -> new ClassicSqlImport(file, all.report, all.imported, url).run();
      case "soap", "json" ->
          new ClassicWebImport(file, all.report, all.imported, type.equals("soap")).run();
      default -> throw file.wrong("requestType", "it must be sql, soap or json");
    }
    all.common();
    return new Result(all.imported, all.report);
  }

  private void common() {
    receiver();
    report.imported("requestType", "kind of the profile");
    for (String field : List.of("photoPathMatch", "photoVars")) {
      report.leftOut(field, "the sink folders knows where it filed a photo and for whom");
    }
    report.leftOut("testConnectionShowField", "a test shows no patient's entry");
    for (String field : List.of("createUserHelp", "createUserHelpFull", "odbcUserHelp")) {
      report.leftOut(field, "a text of the old settings page");
    }
    createUser();
    constraints();
    report.imported(
        "capitaliseNHID",
        file.flag("capitaliseNHID", true)
            ? "patient.capitals; folders keep what was typed"
            : "patient.capitals is left out");
  }

  /** Never run: it changes the practice's system. Texts in it may be passwords. */
  private void createUser() {
    String field = file.either("createUserQuery", "createUserSQL");
    file.text(field)
        .ifPresent(
            sql ->
                report.leftOut(
                    field,
                    "it is not run; whoever looks after the system may do so, if rights are"
                        + " missing: "
                        + sql.replaceAll("'[^']*'", "'…'").replaceAll("\\s+", " ")));
  }

  private void constraints() {
    report.leftOut(
        "constraints.patientID", "an id that is too long for its column is an unknown patient");
    for (String name : List.of("photoname", "fullphotopath")) {
      report.leftOut(
          "constraints." + name,
          "the system itself refuses what is too long; 'deliveries' then says so");
    }
    for (String name : List.of("staffname", "computer", "location")) {
      String field = "constraints." + name;
      int most = file.number(field).orElse(Integer.MAX_VALUE);
      if (file.text(name).orElse("").length() > most) {
        report.open(name, "it is longer than " + most + ", as constraints say; shorten it");
      }
      report.leftOut(field, "the text is in the profile and does not change");
    }
  }

  /** What the old connector took from the folder of photos, and what it told whom. */
  private void receiver() {
    Map<String, Object> receiver = imported.receiver();
    String folder = file.text("parentPhotoDir").orElse("Patients");
    report.imported("parentPhotoDir", "the folder of the sink folders, and photo.path.root");
    receiver.put("sinks", List.of(entry("folders", Map.of("to", folder))));
    if (file.flag("useResized", false)) {
      receiver.put("filters", List.of(entry("resize", Map.of("mode", "beside", "label", SMALL))));
    }
    Map<String, Object> practice = entry("practice", Map.of("profile", ImportedProfile.PROFILE));
    if (imported.profile().containsKey("patient")) {
      Map<String, Object> check = new LinkedHashMap<>(practice);
      check.put("id", "patients"); // so that what is said of it is not taken for the sink's
      receiver.put("patient-check", check);
    }
    receiver.put("follow-ups", List.of(practice));
    List<Object> observers = new ArrayList<>();
    file.text("errorNotificationURL").ifPresent(url -> observers.add(notify(url)));
    if (file.flag("logging", true)) {
      observers.add(entry("log", Map.of()));
    }
    report.imported(
        "logging",
        file.flag("logging", true)
            ? "the observer log, in the home; give it a folder that the reception may read"
            : "there is no observer log");
    if (!observers.isEmpty()) {
      receiver.put("observers", observers);
    }
  }

  private static Map<String, Object> entry(String addOn, Map<String, ?> settings) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("add-on", addOn);
    if (!settings.isEmpty()) {
      entry.put("settings", settings);
    }
    return entry;
  }

  /** Messages are posted, so the parameter of the address for them is not needed. */
  private Map<String, Object> notify(String url) {
    int query = url.indexOf('?');
    String address = query < 0 ? url : url.substring(0, query);
    List<String> parameters =
        query < 0 ? List.of() : List.of(url.substring(query + 1).split("&", -1));
    List<String> kept = parameters.stream().filter(each -> !each.contains(MESSAGE)).toList();
    String rest = kept.isEmpty() ? "" : "?" + String.join("&", kept);
    String field = "errorNotificationURL";
    if (address.contains(MESSAGE)) {
      report.open(field, "its [MESSAGE] is not in a parameter; give the observer notify a url");
    } else {
      report.open(
          field,
          "the observer notify posts messages to it as JSON, without a parameter for them; see"
              + " whether the other end takes that"
              + (address.startsWith("http:") ? ", by https" : ""));
    }
    return entry(
        "notify",
        Map.of("url", imported.secret("notify-url", address.replace(MESSAGE, "") + rest)));
  }

  /** Says in the section photo which labels are filed and, if by path, where they are. */
  static void files(ClassicFile file, ImportReport report, ImportedProfile imported, boolean path) {
    List<String> labels = new ArrayList<>();
    if (file.flag("useOriginal", true)) {
      labels.add("original");
    }
    if (file.flag("useResized", false)) {
      labels.add(SMALL);
    }
    report.imported("useOriginal", "photo.files");
    report.imported("useResized", "photo.files, and the filter resize");
    if (labels.isEmpty()) {
      report.open("useOriginal", "it and useResized are both off; photo.files has the original");
      labels.add("original");
    }
    imported.section("photo").put("files", labels);
    if (path) {
      imported
          .section("photo")
          .put("path", new LinkedHashMap<>(Map.of("sink", "folders", "root", root(file, report))));
    }
  }

  /** The folder of photos as workstations see it. */
  static String root(ClassicFile file, ImportReport report) {
    String folder = file.text("parentPhotoDir").orElse("");
    String from = file.text("localFolderMapDown").orElse("");
    String to = file.text("mapDownTo").orElse("");
    if (folder.isEmpty()) {
      report.open(
          "parentPhotoDir",
          "it is missing: write photo.path.root, such as M:\\attachments, and to of the sink folders");
      report.leftOut("localFolderMapDown", "parentPhotoDir is missing");
      report.leftOut("mapDownTo", "parentPhotoDir is missing");
      return "";
    }
    if (from.isEmpty() || to.isEmpty()) {
      return folder;
    }
    if (!folder.regionMatches(true, 0, from, 0, from.length())) {
      report.open(
          "localFolderMapDown", "parentPhotoDir does not begin with it; see photo.path.root");
      report.open("mapDownTo", "parentPhotoDir is not below it; see photo.path.root");
      return folder;
    }
    report.imported("localFolderMapDown", "photo.path.root");
    report.imported("mapDownTo", "photo.path.root");
    return to + folder.substring(from.length());
  }

  /** Puts the values that templates use into the profile, each under its classic name. */
  static void values(
      ClassicFile file, ImportReport report, ImportedProfile imported, Set<String> used) {
    for (String name : List.of("staffname", "computer", "location")) {
      if (used.contains(name)) {
        imported.section("values").put(name, file.text(name).orElse(""));
        report.imported(name, "values." + name);
      } else {
        report.leftOut(name, "nothing uses it");
      }
    }
  }
}
