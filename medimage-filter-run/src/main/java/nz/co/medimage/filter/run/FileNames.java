package nz.co.medimage.filter.run;

import java.util.Locale;

/** Parts of a file's name, whatever parts its folders. */
final class FileNames {
  private FileNames() {}

  /** What is behind the last slash of either kind. */
  static String name(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }

  /** What is before the last dot of the name. */
  static String stem(String path) {
    String name = name(path);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /** What is behind the last dot of the name, in lower case; {@code bin} if there is none. */
  static String extension(String path) {
    String name = name(path);
    int dot = name.lastIndexOf('.');
    String end = name.substring(dot + 1).toLowerCase(Locale.ROOT);
    return dot < 0 || !end.matches("[a-z0-9]{1,10}") ? "bin" : end;
  }
}
