package nz.co.medimage.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An element of HTML. It is the only thing here that writes markup, so whatever a phone or an
 * add-on called something comes out as text. Addresses begin with {@code /}, so none leads
 * elsewhere or runs as a script.
 */
final class Element {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9-]{0,40}");
  private static final Set<String> WITHOUT_END = Set.of("meta", "link", "input", "img", "br");
  private static final Set<String> ADDRESSES =
      Set.of("href", "src", "action", "formaction", "hx-get", "hx-post");

  private final String name;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<Object> content = new ArrayList<>();

  private Element(String name) {
    this.name = checked(name);
  }

  /** An empty one. */
  static Element of(String name) {
    return new Element(name);
  }

  /** One of a class that the style sheet knows. */
  static Element of(String name, String styleClass) {
    return of(name).set("class", styleClass);
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("no name of an element or attribute");
    }
    return name;
  }

  /** Gives it an attribute; an address has to be one of this server. */
  Element set(String attribute, String value) {
    boolean isHere = value.startsWith("/") && !value.startsWith("//");
    if (ADDRESSES.contains(attribute) && !isHere) {
      throw new IllegalArgumentException("an address of this server begins with one /");
    }
    attributes.put(checked(attribute), value);
    return this;
  }

  /** Appends text, whatever is in it. */
  Element add(String text) {
    content.add(text);
    return this;
  }

  /** Appends elements. */
  Element add(Element... elements) {
    content.addAll(List.of(elements));
    return this;
  }

  /** Appends elements. */
  Element addAll(List<Element> elements) {
    content.addAll(elements);
    return this;
  }

  /** Its markup. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    write(out);
    return out.toString();
  }

  private void write(StringBuilder out) {
    out.append('<').append(name);
    attributes.forEach(
        (key, value) -> {
          out.append(' ').append(key).append("=\"");
          escape(value, out);
          out.append('"');
        });
    out.append('>');
    if (WITHOUT_END.contains(name)) {
      return;
    }
    for (Object each : content) {
      if (each instanceof Element element) {
        element.write(out);
      } else {
        escape((String) each, out);
      }
    }
    out.append("</").append(name).append('>');
  }

  private static void escape(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
  }
}
