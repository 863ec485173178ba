package nz.co.medimage.sink.practice;

import java.util.ArrayList;
import java.util.List;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientCheckProvider;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.sink.practice.internal.csv.CsvCheck;
import nz.co.medimage.sink.practice.internal.csv.CsvLayout;

/**
 * Makes a patient check that looks patients up in a file that practice software exports, such as
 * today's patients; its id is {@code csv}.
 */
public final class CsvCheckProvider implements PatientCheckProvider {

  /** For {@link java.util.ServiceLoader}. */
  public CsvCheckProvider() {}

  @Override
  public String id() {
    return "csv";
  }

  @Override
  public String displayName() {
    return "Patients in a file";
  }

  @Override
  public List<Setting> settings() {
    List<Setting> all = new ArrayList<>();
    all.add(Setting.path(CsvCheck.FILE).required().help("The file that is exported."));
    all.addAll(CsvLayout.settings());
    all.add(
        Setting.duration(CsvCheck.MAX_AGE)
            .help("How old the file may be, such as 18h; an older one decides nothing."));
    return all;
  }

  @Override
  public PatientCheck create(AddOnContext context) {
    return CsvCheck.of(context);
  }
}
