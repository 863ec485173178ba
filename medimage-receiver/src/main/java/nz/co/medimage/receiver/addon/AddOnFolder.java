package nz.co.medimage.receiver.addon;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import nz.co.medimage.api.file.Folders;
import org.jspecify.annotations.Nullable;

/** The jars in one folder of add-ons. */
final class AddOnFolder {
  private static final String JAR = ".jar";
  private static final String API_VERSION = "MedImage-Api-Version";

  private AddOnFolder() {}

  static boolean isJar(Path file) {
    return file.getFileName().toString().endsWith(JAR);
  }

  /**
   * A loader of all jars in a folder, each of which was looked at.
   *
   * @throws IOException with one sentence if there is none, or one is not a jar or asks for a later
   *     API
   */
  static AddOnClassLoader open(Path folder) throws IOException {
    List<Path> jars = new ArrayList<>(Folders.list(folder, JAR));
    if (jars.isEmpty()) {
      throw new IOException("There is no jar in it.");
    }
    Collections.sort(jars);
    URL[] urls = new URL[jars.size()];
    for (int i = 0; i < urls.length; i++) {
      check(jars.get(i));
      urls[i] = jars.get(i).toUri().toURL();
    }
    return new AddOnClassLoader(folder.getFileName().toString(), urls);
  }

  /** A class loader passes over what is no jar, and nobody would know why classes are missing. */
  private static void check(Path jar) throws IOException {
    @Nullable Manifest manifest;
    try (JarFile opened = new JarFile(jar.toString())) {
      manifest = opened.getManifest();
    } catch (IOException | SecurityException e) {
      throw new IOException(
          jar.getFileName() + " cannot be read as a jar: copy it here again, whole.", e);
    }
    @Nullable String wanted =
        manifest == null ? null : manifest.getMainAttributes().getValue(API_VERSION);
    if (wanted == null) {
      return;
    }
    String major = wanted.strip().replaceFirst("\\..*", "");
    if (!major.matches("[0-9]{1,9}")) {
      throw new IOException(
          jar.getFileName() + " names the " + API_VERSION + " " + wanted + ", which is no number.");
    }
    if (Integer.parseInt(major) > AddOns.API_VERSION) {
      throw new IOException(
          jar.getFileName()
              + " needs version "
              + major
              + " of MedImage's interface for add-ons, and this MedImage has version "
              + AddOns.API_VERSION
              + ": use a later MedImage.");
    }
  }
}
