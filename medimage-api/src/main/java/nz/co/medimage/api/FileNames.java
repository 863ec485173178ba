package nz.co.medimage.api;

/** The rule for the one file name that a manifest carries. */
final class FileNames {
  static final int MAX_LENGTH = 255;
  private static final String SEPARATORS = "/\\:*?\"<>|";

  private FileNames() {}

  static boolean isTidy(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_LENGTH
        && name.codePoints().noneMatch(FileNames::isUnwanted)
        && !name.equals(".")
        && !name.equals("..");
  }

  static String tidy(String name) {
    StringBuilder tidy = new StringBuilder();
    name.codePoints().forEach(c -> tidy.appendCodePoint(isUnwanted(c) ? '_' : c));
    // The end is kept because receivers use the extension.
    String end = TextCut.tail(tidy.toString(), MAX_LENGTH);
    return isTidy(end) ? end : "unnamed";
  }

  private static boolean isUnwanted(int c) {
    int type = Character.getType(c);
    return SEPARATORS.indexOf(c) >= 0
        || type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
