package nz.co.medimage.browser;

import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.ResourceBundle;

/** A language in which the PC's page has words that are a third longer, as German has. */
final class LongerWords {
  /** What selects it. */
  static final List<String> JAVA = List.of("-Duser.language=en", "-Duser.country=XA");

  private LongerWords() {}

  /** The class path of the tests with that language, which is written to a folder. */
  static String classPath(Path folder) throws IOException {
    ResourceBundle english = ResourceBundle.getBundle("nz.co.medimage.console.texts", Locale.ROOT);
    Properties longer = new Properties();
    for (String key : english.keySet()) {
      String text = english.getString(key).replaceAll("([a-z]{3,})(?![^{]*})", "$1en$1");
      longer.setProperty(key, "\u00bb" + text);
    }
    Path bundle = folder.resolve("nz/co/medimage/console/texts_en_XA.properties");
    Files.createDirectories(bundle.getParent());
    try (Writer out = Files.newBufferedWriter(bundle)) {
      longer.store(out, null);
    }
    return folder + File.pathSeparator + System.getProperty("java.class.path");
  }
}
