package nz.co.medimage.console;

import java.util.Map;

/**
 * Why a form was not accepted, and what it held, so that nothing has to be typed again.
 *
 * @param mayBeFiled whether the person may want it all the same, though other places may have the
 *     photo; the sentence names them
 */
record Notice(String sentence, Map<String, String> form, boolean mayBeFiled) {
  /** Nothing was refused. */
  static final Notice NONE = new Notice("", Map.of(), false);

  String field(String name) {
    return form.getOrDefault(name, "");
  }
}
