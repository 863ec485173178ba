package nz.co.medimage.sink.practice;

import java.io.IOException;
import java.util.List;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.sink.practice.internal.profile.Profile;
import nz.co.medimage.sink.practice.internal.profile.ShippedProfiles;

/** The one setting that the sink and the check of practice software have: their profile. */
final class ProfileSetting {
  private static final String KEY = "profile";

  private ProfileSetting() {}

  /**
   * The settings of an add-on.
   *
   * @param what the profile describes beside the practice software
   */
  static List<Setting> settings(String what) {
    return List.of(
        Setting.path(KEY)
            .required()
            .help(
                "The file that describes the practice software and "
                    + what
                    + ". It may extend one that is shipped: "
                    + String.join(", ", ShippedProfiles.names())
                    + "."));
  }

  static Profile read(AddOnContext context) throws IOException {
    return Profile.read(context.settings().path(KEY));
  }
}
