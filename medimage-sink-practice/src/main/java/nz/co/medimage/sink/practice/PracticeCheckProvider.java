package nz.co.medimage.sink.practice;

import java.io.IOException;
import java.util.List;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientCheckProvider;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.sink.practice.internal.profile.Profile;
import nz.co.medimage.sink.practice.internal.sql.SqlCheck;
import nz.co.medimage.sink.practice.internal.web.WebSystem;

/**
 * Makes a patient check that looks patients up in practice software as a profile describes; its id
 * is {@code practice}.
 */
public final class PracticeCheckProvider implements PatientCheckProvider {

  /** For {@link java.util.ServiceLoader}. */
  public PracticeCheckProvider() {}

  @Override
  public String id() {
    return "practice";
  }

  @Override
  public String displayName() {
    return "Patients of the practice software";
  }

  @Override
  public List<Setting> settings() {
    return ProfileSetting.settings("how patients are looked up");
  }

  @Override
  public PatientCheck create(AddOnContext context) throws IOException {
    Profile profile = ProfileSetting.read(context);
    return switch (profile.kind()) {
      case SQL -> SqlCheck.of(context, profile);
      case WEB -> WebSystem.check(profile, context);
    };
  }
}
