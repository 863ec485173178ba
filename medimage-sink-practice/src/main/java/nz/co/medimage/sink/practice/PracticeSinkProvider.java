package nz.co.medimage.sink.practice;

import java.io.IOException;
import java.util.List;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.SinkProvider;
import nz.co.medimage.sink.practice.internal.profile.Profile;
import nz.co.medimage.sink.practice.internal.sql.SqlSink;
import nz.co.medimage.sink.practice.internal.web.WebSystem;

/**
 * Makes a sink that files photos in practice software as a profile describes; its id is {@code
 * practice}.
 */
public final class PracticeSinkProvider implements SinkProvider {

  /** For {@link java.util.ServiceLoader}. */
  public PracticeSinkProvider() {}

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
