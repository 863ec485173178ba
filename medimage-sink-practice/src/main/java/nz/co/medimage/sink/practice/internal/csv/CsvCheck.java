package nz.co.medimage.sink.practice.internal.csv;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.SelfTest;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.sink.practice.internal.LookUpFinding;

/** Looks patients up in a file that practice software exports. Safe for use by several threads. */
public final class CsvCheck implements PatientCheck, SelfTest {
  /** The setting that names the file. */
  public static final String FILE = "file";

  /** The setting that says how old the file may be. */
  public static final String MAX_AGE = "max-age";

  private final String id;
  private final CsvLayout layout;
  private final PatientFile file;

  CsvCheck(String id, CsvLayout layout, PatientFile file) {
    this.id = id;
    this.layout = layout;
    this.file = file;
  }

  /**
   * Makes a check; reads nothing yet.
   *
   * @throws IllegalArgumentException with one sentence that names the setting, if one is wrong
   */
  public static CsvCheck of(AddOnContext context) {
    return of(context, PatientFile.QUIET);
  }

  static CsvCheck of(AddOnContext context, Duration quiet) {
    Settings settings = context.settings();
    CsvLayout layout = CsvLayout.of(settings);
    Optional<Duration> maxAge =
        settings.contains(MAX_AGE) ? Optional.of(settings.duration(MAX_AGE)) : Optional.empty();
    PatientFile file =
        new PatientFile(
            settings.path(FILE), layout, maxAge, context.clock(), quiet, System::nanoTime);
    return new CsvCheck(context.id(), layout, file);
  }

  @Override
  public String id() {
    return id;
  }

  /** Sees whether the file can be read, so that a person hears of it before the first photo. */
  @Override
  public void start() throws IOException {
    var unused = file.peek();
  }

  @Override
  public PatientMatch find(PatientQuery query) throws IOException {
    return file.patients().find(query.typedId());
  }

  @Override
  public List<Finding> test(Optional<String> patient) {
    List<Finding> findings = new ArrayList<>();
    try {
      PatientTable patients = file.peek();
      findings.add(new Finding(Verdict.OK, "The file is there, written " + age() + "."));
      findings.addAll(content(patients));
      patient.ifPresent(
          typed ->
              findings.add(
                  LookUpFinding.of(
                      typed, patients.find(typed), "If one has, correct the column id.")));
    } catch (IOException e) {
      findings.add(new Finding(Verdict.FAILED, e.getMessage() + "."));
    }
    return findings;
  }

  private String age() throws IOException {
    long minutes = file.age().toMinutes();
    if (minutes < 0) {
      return "in the future by this computer's clock: check both";
    }
    return minutes < 120 ? minutes + " minutes ago" : minutes / 60 + " hours ago";
  }

  private List<Finding> content(PatientTable patients) {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        new Finding(
            Verdict.OK,
            "All columns that are set are there: "
                + patients.ids()
                + " ids in "
                + patients.rows()
                + " rows"
                + (layout.uses(CsvLayout.STATUS)
                    ? ", " + patients.inactive() + " of them inactive."
                    : ".")));
    patients.withoutId().warning("row has no id", "rows have no id").ifPresent(findings::add);
    patients
        .noNhis()
        .warning("id of the file is no NHI", "ids of the file are no NHIs")
        .ifPresent(findings::add);
    patients
        .ambiguous()
        .warning("id belongs to several patients", "ids belong to several patients")
        .ifPresent(findings::add);
    if (layout.uses(CsvLayout.BORN) && patients.withoutDate() > 0) {
      findings.add(
          new Finding(
              Verdict.WARNING,
              patients.withoutDate()
                  + " rows have no date of birth as in born-format, so their echo has no year."));
    }
    return findings;
  }
}
