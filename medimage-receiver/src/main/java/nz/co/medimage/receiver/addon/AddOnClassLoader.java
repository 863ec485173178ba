package nz.co.medimage.receiver.addon;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.Set;

/**
 * Loads the jars of one folder of add-ons, which see the JDK, {@code medimage-api}, SLF4J and
 * JSpecify, and nothing else of the host: neither its classes, nor its resources, nor its services.
 */
final class AddOnClassLoader extends URLClassLoader {
  private static final ClassLoader HOST = AddOnClassLoader.class.getClassLoader();
  private static final String API = "nz.co.medimage.api";
  private static final Set<String> SHARED =
      Set.of(
          "org.slf4j",
          "org.slf4j.event",
          "org.slf4j.helpers",
          "org.slf4j.spi",
          "org.jspecify.annotations");

  static {
    registerAsParallelCapable();
  }

  AddOnClassLoader(String name, URL[] jars) {
    super("medimage-addon-" + name, jars, ClassLoader.getPlatformClassLoader());
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    // Never from the add-on's own jars: a copy of these types there would be another type.
    return isShared(name) ? HOST.loadClass(name) : super.loadClass(name, resolve);
  }

  private static boolean isShared(String name) {
    int dot = name.lastIndexOf('.');
    String packageName = dot < 0 ? "" : name.substring(0, dot);
    return packageName.equals(API)
        || packageName.startsWith(API + ".")
        || SHARED.contains(packageName);
  }
}
