package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class VersionTest {
  @Test
  void theVersionIsThatOfTheJar(@TempDir Path folder) throws Exception {
    Path jar = folder.resolve("cli.jar");
    String path = Version.class.getName().replace('.', '/') + ".class";
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "7.8.9");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      out.putNextEntry(new JarEntry(path));
      Version.class.getClassLoader().getResourceAsStream(path).transferTo(out);
    }
    URL[] urls = {
      jar.toUri().toURL(), CommandLine.class.getProtectionDomain().getCodeSource().getLocation()
    };
    try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      var type = loader.loadClass(Version.class.getName()).getDeclaredConstructor();
      type.setAccessible(true);
      Object version = type.newInstance();
      var method = version.getClass().getMethod("getVersion");
      method.setAccessible(true);
      assertArrayEquals(new String[] {"medimage 7.8.9"}, (String[]) method.invoke(version));
    }
  }

  @Test
  void theCommandDoesNotClaimAVersionThatNoBuildGaveIt() {
    StringWriter out = new StringWriter();
    assertEquals(
        Medimage.OK,
        Medimage.run(new PrintWriter(out, true), new PrintWriter(out, true), "--version"));
    assertEquals("medimage (not from a jar)", out.toString().strip());
  }
}
