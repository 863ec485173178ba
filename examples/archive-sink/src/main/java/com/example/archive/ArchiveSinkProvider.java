package com.example.archive;

import java.net.URI;
import java.util.List;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.SinkProvider;

/** Makes {@link ArchiveSink}s from {@code receiver.json}. */
public final class ArchiveSinkProvider implements SinkProvider {

  @Override
  public String id() {
    return "archive";
  }

  @Override
  public String displayName() {
    return "Example Archive";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        Setting.text("url").required().help("The address of the archive."),
        Setting.text("user").defaultValue("medimage").help("Who photos come from."),
        Setting.text("password").secret().required().help("The password of that user."),
        Setting.duration("timeout").defaultValue("30s").help("How long to wait for a connection."));
  }

  @Override
  public Sink create(AddOnContext context) {
    Settings settings = context.settings();
    URI archive = URI.create(settings.text("url") + "/").normalize();
    if (!isSafe(archive)) {
      throw new IllegalArgumentException("The url of the archive must begin with https://.");
    }
    return new ArchiveSink(context, archive);
  }

  /** The password must not travel openly, except to this computer itself. */
  private static boolean isSafe(URI archive) {
    return "https".equals(archive.getScheme())
        || "http".equals(archive.getScheme()) && "127.0.0.1".equals(archive.getHost());
  }
}
