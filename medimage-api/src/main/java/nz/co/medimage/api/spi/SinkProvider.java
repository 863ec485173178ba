package nz.co.medimage.api.spi;

import java.nio.file.Path;
import java.util.Map;

/**
 * Makes a {@link Sink} from configuration. An add-on's jar names its provider for {@link
 * java.util.ServiceLoader}: in {@code module-info} by {@code provides}, and in {@code
 * META-INF/services} for the class path.
 *
 * <p>A receiver looks for none by itself. Whoever assembles one loads the provider, or makes it,
 * and hands what {@link #create} gives to the receiver's builder.
 */
public interface SinkProvider {

  /** What configuration calls it, such as {@code folders}; the same rules as {@link Sink#id()}. */
  String id();

  /**
   * Makes a sink.
   *
   * @param settings what stands in the configuration for this sink
   * @param state a private folder for what this sink must remember, and no other one; it exists. It
   *     is chosen by whoever assembles the receiver, and stays the same over restarts
   * @throws IllegalArgumentException with one sentence that names the setting, if a setting is
   *     wrong
   */
  Sink create(Map<String, String> settings, Path state);
}
