package nz.co.medimage.sink.practice.profiles;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.JsonProvider;
import java.util.List;

/** Reads JSON in tests. */
final class Json {
  private static final Configuration LENIENT =
      Configuration.defaultConfiguration()
          .addOptions(Option.SUPPRESS_EXCEPTIONS, Option.ALWAYS_RETURN_LIST);

  private Json() {}

  /** All that a path finds, each as text: a text itself, the rest as JSON. */
  static List<String> list(String json, String path) {
    JsonProvider provider = LENIENT.jsonProvider();
    List<Object> found = JsonPath.using(LENIENT).parse(json).read(path);
    return found.stream()
        .map(each -> provider.isMap(each) ? provider.toJson(each) : String.valueOf(each))
        .toList();
  }

  /** The one value that a path finds. */
  static String one(String json, String path) {
    List<String> found = list(json, path);
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " values at " + path);
    }
    return found.get(0);
  }

  /** A text as JSON. */
  static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
