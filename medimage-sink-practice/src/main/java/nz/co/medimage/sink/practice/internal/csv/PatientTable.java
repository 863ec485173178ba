package nz.co.medimage.sink.practice.internal.csv;

import java.io.IOException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.spi.Echo;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.sink.practice.internal.FoundPatient;
import org.jspecify.annotations.Nullable;

/** The patients of a file, by the id that people type. Safe for use by several threads. */
final class PatientTable {
  private final CsvLayout layout;
  private final Map<String, FoundPatient> patients = new HashMap<>();
  private int rows;
  private final FaultyRows withoutId = new FaultyRows();
  private final FaultyRows noNhis = new FaultyRows();
  private final FaultyRows ambiguous = new FaultyRows();
  private int withoutDate;

  private PatientTable(CsvLayout layout) {
    this.layout = layout;
  }

  /**
   * Reads all of a file.
   *
   * @throws IOException with one sentence for the user, if any of it does not fit the layout
   */
  static PatientTable read(Path file, CsvLayout layout) throws IOException {
    PatientTable table = new PatientTable(layout);
    try (CsvRows rows = CsvRows.open(file, layout)) {
      while (rows.advance()) {
        table.add(rows);
      }
    }
    if (table.patients.isEmpty()) {
      throw new IOException(file + " lists no patient: have the practice software export it again");
    }
    return table;
  }

  private void add(CsvRows row) throws IOException {
    rows++;
    String id = key(row.text(CsvLayout.ID).orElse(""));
    String patient = row.text(CsvLayout.PATIENT).orElse(id);
    if (id.isEmpty() || patient.isEmpty()) {
      withoutId.add(row.line());
      return;
    }
    if (layout.ids().refusal(id).isPresent()) {
      noNhis.add(row.line());
    }
    String status = CsvLayout.folded(row.text(CsvLayout.STATUS).orElse(""));
    boolean isActive = layout.active().isEmpty() || layout.active().contains(status);
    FoundPatient found =
        new FoundPatient(
            patient.equals(id) ? id : patient,
            identity(row, patient),
            isActive,
            false,
            echo(row).orElse(null));
    FoundPatient before = patients.get(id);
    FoundPatient now = before == null ? found : before.and(found);
    if (before != null && now.isSeveral() && !before.isSeveral()) {
      ambiguous.add(row.line());
    }
    patients.put(id, now);
  }

  /** Without an id of the practice's own, namesakes of the id differ by name or date of birth. */
  private Object identity(CsvRows row, String patient) throws IOException {
    if (layout.uses(CsvLayout.PATIENT)) {
      return patient;
    }
    StringBuilder all = new StringBuilder();
    for (String setting :
        new String[] {CsvLayout.NAME, CsvLayout.FAMILY, CsvLayout.GIVEN, CsvLayout.BORN}) {
      all.append(CsvLayout.folded(row.text(setting).orElse(""))).append('\n');
    }
    return all.toString().hashCode();
  }

  private Optional<String> echo(CsvRows row) throws IOException {
    String family = row.text(CsvLayout.FAMILY).orElse("");
    String given = row.text(CsvLayout.GIVEN).orElse("");
    String name = row.text(CsvLayout.NAME).orElse("");
    if (family.isEmpty() && given.isEmpty()) {
      int comma = name.indexOf(',');
      int blank = name.lastIndexOf(' ');
      if (comma >= 0) { // Tester, Peter
        family = name.substring(0, comma);
        given = name.substring(comma + 1);
      } else {
        family = name.substring(blank + 1);
        given = name.substring(0, Math.max(0, blank));
      }
    }
    return Echo.of(family, given, born(row));
  }

  private @Nullable LocalDate born(CsvRows row) throws IOException {
    String born = row.text(CsvLayout.BORN).orElse("");
    if (!born.isEmpty()) {
      try {
        return LocalDate.parse(born, layout.born());
      } catch (DateTimeException e) {
        // It costs the echo its year, and nobody the look-up.
      }
    }
    withoutDate++;
    return null;
  }

  /** Tags are in normal form C; files need not be. */
  private String key(String id) {
    return Normalizer.normalize(layout.ids().normalized(id), Normalizer.Form.NFC);
  }

  /** Looks up who has an id. */
  PatientMatch find(String typed) {
    Optional<PatientMatch> refusal = layout.ids().refusal(typed);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    return FoundPatient.match(patients.get(key(typed)));
  }

  int ids() {
    return patients.size();
  }

  int rows() {
    return rows;
  }

  /** Rows without an id, which are passed over. */
  FaultyRows withoutId() {
    return withoutId;
  }

  /** Rows whose date of birth is missing or does not have the format. */
  int withoutDate() {
    return withoutDate;
  }

  /** Rows whose id can be nobody's. */
  FaultyRows noNhis() {
    return noNhis;
  }

  /** Ids that several patients have, at the second of them. */
  FaultyRows ambiguous() {
    return ambiguous;
  }

  /** Patients who are no longer with the practice. */
  long inactive() {
    return patients.values().stream().filter(each -> !each.isActive()).count();
  }
}
