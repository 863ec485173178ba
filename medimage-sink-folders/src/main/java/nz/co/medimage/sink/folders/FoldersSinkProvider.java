package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.util.List;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.SinkProvider;

/** Makes a {@link FolderSink} from a configuration; its id is {@code folders}. */
public final class FoldersSinkProvider implements SinkProvider {

  /** For {@link java.util.ServiceLoader}. */
  public FoldersSinkProvider() {}

  @Override
  public String id() {
    return "folders";
  }

  @Override
  public String displayName() {
    return "Patient folders";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        Setting.path("to").required().help("The folder in which each patient has a folder."),
        Setting.paths("backup-to").help("Folders that get a copy of each photo."),
        Setting.text("name")
            .defaultValue(NamePattern.DEFAULT)
            .help(
                "The name of a photo: text with {words}, {folders}, {device}, {counter} and"
                    + " {captured:FORMAT}."),
        Setting.text("folder-by")
            .oneOf("tag", "patient")
            .defaultValue("tag")
            .help(
                "What names a patient's folder: the tag, or the patient's id at the practice; photos"
                    + " without such an id go below the folder unchecked."),
        Setting.text("group").help("The group of users that may read the photos."),
        Setting.flag("strict")
            .defaultValue("false")
            .help("Refuses a folder on which the last photos may not survive a power cut."));
  }

  @Override
  public Sink create(AddOnContext context) throws IOException {
    Settings settings = context.settings();
    FolderSink.Builder builder =
        FolderSink.to(settings.path("to")).id(context.id()).state(context.stateFolder());
    settings.paths("backup-to").forEach(builder::backupTo);
    builder.name(settings.text("name"));
    if (settings.text("folder-by").equals("patient")) {
      builder.byPatient();
    }
    settings.find("group").ifPresent(builder::group);
    if (settings.flag("strict")) {
      builder.strict();
    }
    return builder.build();
  }
}
