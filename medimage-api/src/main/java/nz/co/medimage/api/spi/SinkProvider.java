package nz.co.medimage.api.spi;

import java.nio.file.Path;
import java.util.Map;

/**
 * Makes a {@link Sink} from configuration; found through {@link java.util.ServiceLoader}, so that
 * an add-on is a jar that is dropped in.
 */
public interface SinkProvider {

  /** What configuration calls it, such as {@code folders}; the same rules as {@link Sink#id()}. */
  String id();

  /**
   * Makes a sink.
   *
   * @param settings what stands in the configuration for this sink
   * @param state a private folder for what the sink must remember; it exists
   * @throws IllegalArgumentException with one sentence that names the setting, if a setting is
   *     wrong
   */
  Sink create(Map<String, String> settings, Path state);
}
