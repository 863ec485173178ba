package nz.co.medimage.sink.practice;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.SinkProvider;
import nz.co.medimage.sink.practice.internal.profile.Profile;
import nz.co.medimage.sink.practice.internal.profile.ShippedProfiles;
import nz.co.medimage.sink.practice.internal.sql.SqlSink;
import nz.co.medimage.sink.practice.internal.web.WebSystem;

/**
 * Makes a sink that files photos in practice software as a profile describes; its id is {@code
 * practice}.
 */
public final class PracticeSinkProvider implements SinkProvider {

  /** For {@link java.util.ServiceLoader}. */
  public PracticeSinkProvider() {}

  /** The names of the profiles that come with this add-on, sorted. */
  public static List<String> profiles() {
    return ShippedProfiles.names();
  }

  /**
   * A profile that comes with this add-on, to be read or copied. May block.
   *
   * @param name one of {@link #profiles}
   * @return JSON, as it is in its file
   * @throws IOException with one sentence that has the nearest name, if there is none of that name
   */
  public static String profile(String name) throws IOException {
    return ShippedProfiles.text(Objects.requireNonNull(name, "name"));
  }

  @Override
  public String id() {
    return "practice";
  }

  @Override
  public String displayName() {
    return "Practice software";
  }

  @Override
  public List<Setting> settings() {
    return ProfileSetting.settings("how photos get into it");
  }

  @Override
  public Sink create(AddOnContext context) throws IOException {
    Profile profile = ProfileSetting.read(context);
    return switch (profile.kind()) {
      case SQL -> SqlSink.of(context, profile);
      case WEB -> WebSystem.sink(profile, context);
    };
  }
}
