package nz.co.medimage.sink.folders;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.SinkProvider;

/**
 * Makes a {@link FolderSink} from configuration.
 *
 * <p>Settings: {@code to}, the main folder; {@code backupTo}, {@code backupTo.2}, {@code
 * backupTo.3} and so on, a copy folder each; {@code id}, if there are several such sinks; {@code
 * group}, which may read the photos; {@code strict}, {@code true} or {@code false}, as {@link
 * FolderSink.Builder#strict} says.
 */
public final class FoldersSinkProvider implements SinkProvider {

  /** For {@link java.util.ServiceLoader}. */
  public FoldersSinkProvider() {}

  @Override
  public String id() {
    return "folders";
  }

  /**
   * Makes a sink, whose folders are looked at when it starts.
   *
   * @throws IllegalArgumentException with one sentence, if a setting is wrong or missing
   */
  @Override
  public Sink create(Map<String, String> settings, Path state) {
    String to = settings.get("to");
    if (to == null) {
      throw new IllegalArgumentException("the sink 'folders' needs the setting 'to', a folder");
    }
    FolderSink.Builder builder = FolderSink.to(path("to", to)).state(state);
    new TreeMap<>(settings).forEach((name, value) -> apply(builder, name, value));
    return builder.build();
  }

  private static void apply(FolderSink.Builder builder, String name, String value) {
    if (name.equals("id")) {
      builder.id(value);
    } else if (name.equals("group")) {
      builder.group(value);
    } else if (name.equals("strict") && value.equals("true")) {
      builder.strict();
    } else if (name.equals("strict") && !value.equals("false")) {
      throw new IllegalArgumentException(
          "the setting 'strict' of the sink 'folders' is 'true' or 'false', not '" + value + "'");
    } else if (name.matches("backupTo(\\.[0-9]+)?")) {
      builder.backupTo(path(name, value));
    } else if (!List.of("to", "strict").contains(name)) {
      throw new IllegalArgumentException(
          "the sink 'folders' has no setting '"
              + name
              + "'; it has 'to', 'backupTo', 'backupTo.2' and so on, 'group', 'id' and 'strict'");
    }
  }

  private static Path path(String name, String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "the setting '" + name + "' of the sink 'folders' is no path: " + value, e);
    }
  }
}
