package nz.co.medimage.console;

import java.io.IOException;
import java.nio.file.Path;
import nz.co.medimage.receiver.config.ConfigurationEditor;

/**
 * What a first run proposes, and where photos go by it. The page asks for a name and a folder,
 * starts the receiver, and leads to the first phone and the first photo.
 *
 * <p>Safe for use by several threads.
 */
public interface FirstRun {
  /** The name that the page proposes for this PC. */
  String name();

  /**
   * The folder that photos are filed into by the configuration, or else one to propose, which may
   * be missing.
   *
   * @throws IOException with one sentence if the configuration cannot be read
   */
  Path folder() throws IOException;

  /**
   * Makes a folder the one into which photos are filed: makes it if it is missing, looks whether
   * photos can be filed there, and adds or changes a sink.
   *
   * @param editor is saved by the caller
   * @param folder as it was typed; need not be absolute
   * @throws IOException with one sentence if photos cannot be filed there
   */
  void choose(ConfigurationEditor editor, Path folder) throws IOException;
}
