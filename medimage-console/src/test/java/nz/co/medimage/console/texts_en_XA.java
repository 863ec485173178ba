package nz.co.medimage.console;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * A language for tests: each text in letters that English does not have, and a third longer, as
 * German is.
 */
@SuppressWarnings("TypeName")
public final class texts_en_XA extends ResourceBundle {
  private final ResourceBundle english = ResourceBundle.getBundle(Texts.BUNDLE, Locale.ROOT);

  /** Called by {@link ResourceBundle}. */
  public texts_en_XA() {}

  @Override
  protected Object handleGetObject(String key) {
    StringBuilder out = new StringBuilder();
    boolean isValue = false;
    for (char c : english.getString(key).toCharArray()) {
      isValue = c == '{' || (isValue && c != '}');
      boolean isLetter = !isValue && Character.isLetter(c);
      out.append(isLetter ? (char) ('\u0430' + Character.toLowerCase(c) % 32) : c);
      if (isLetter && out.length() % 3 == 0) {
        out.append('\u00e4');
      }
    }
    return out.toString();
  }

  @Override
  public Enumeration<String> getKeys() {
    List<String> keys = new ArrayList<>(english.keySet());
    return Collections.enumeration(keys);
  }
}
