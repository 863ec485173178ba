package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nz.co.medimage.api.NearestWord;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import okio.BufferedSink;

/** A text of a profile with placeholders, read once and filled for each request. Immutable. */
final class Template {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]*)\\}\\}");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  /** A multiple of 3, so that each block is whole in Base64. */
  private static final int BLOCK = 24 * 1024;

  private final List<Piece> pieces;

  private sealed interface Piece {}

  private record Literal(String text) implements Piece {}

  private record Placeholder(String name, Format format) implements Piece {}

  private Template(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
  }

  /** Whether a name can be that of a placeholder. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** The template at a key. */
  static Template read(ProfileNode node, String key, Scope scope) throws IOException {
    return parse(node, key, node.template(key), scope);
  }

  /** The template at a key, if there is one. */
  static Optional<Template> find(ProfileNode node, String key, Scope scope) throws IOException {
    return node.has(key) ? Optional.of(read(node, key, scope)) : Optional.empty();
  }

  /**
   * Reads a template.
   *
   * @param key where it is, for the sentence of a fault
   */
  static Template parse(ProfileNode node, String key, String text, Scope scope) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    Matcher matcher = PLACEHOLDER.matcher(text);
    int from = 0;
    while (matcher.find()) {
      addLiteral(node, key, pieces, text.substring(from, matcher.start()));
      pieces.add(placeholder(node, key, matcher.group(1).strip(), scope));
      from = matcher.end();
    }
    addLiteral(node, key, pieces, text.substring(from));
    return new Template(pieces);
  }

  private static void addLiteral(ProfileNode node, String key, List<Piece> pieces, String text)
      throws IOException {
    if (text.contains("{{")) {
      throw node.fail(key, "a placeholder begins with {{ and ends with }}; one has no end");
    }
    if (!text.isEmpty()) {
      pieces.add(new Literal(text));
    }
  }

  private static Placeholder placeholder(ProfileNode node, String key, String text, Scope scope)
      throws IOException {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon).strip();
    String word = colon < 0 ? "" : text.substring(colon + 1).strip();
    if (name.equals(Format.CONTENT) && !scope.hasContent()) {
      throw node.fail(key, "{{content}} can only stand in the body of a step of photo");
    }
    if (!name.equals(Format.CONTENT) && !scope.names().contains(name)) {
      throw node.fail(key, "there is no {{" + name + "}} here" + nearest(name, scope.names()));
    }
    Optional<Format> format = colon < 0 ? Optional.of(Format.PLAIN) : Format.of(word);
    if (format.isEmpty()) {
      throw node.fail(key, "there is no format " + word + nearest(word, Format.words()));
    }
    if (!format.get().suits(name)) {
      throw node.fail(
          key,
          colon < 0
              ? "{{content}} needs a format, such as {{content:base64}}"
              : "the format " + word + " does not suit {{" + name + "}}");
    }
    return new Placeholder(name, format.get());
  }

  private static String nearest(String word, Iterable<String> known) {
    TreeSet<String> sorted = new TreeSet<>();
    known.forEach(sorted::add);
    return NearestWord.of(word, sorted)
        .map(near -> "; did you mean " + near + "?")
        .orElseGet(() -> "; there are " + String.join(", ", sorted));
  }

  /** Whether it has the bytes of the file. */
  boolean hasContent() {
    return pieces.stream()
        .anyMatch(p -> p instanceof Placeholder own && own.name().equals(Format.CONTENT));
  }

  /** Whether it uses a format anywhere. */
  boolean has(Format format) {
    return pieces.stream().anyMatch(p -> p instanceof Placeholder own && own.format() == format);
  }

  /** Whether it is one placeholder in this format and nothing else. */
  boolean isWhole(Format format) {
    return pieces.size() == 1 && has(format);
  }

  /** The names of its placeholders. */
  List<String> names() {
    return pieces.stream()
        .filter(Placeholder.class::isInstance)
        .map(piece -> ((Placeholder) piece).name())
        .toList();
  }

  /** Fills it. The escape is for values alone: the rest is the profile's own. */
  String fill(RequestValues values, Escape escape) throws IOException {
    return fill(values, escape, Escape.NONE);
  }

  /** Fills it, and escapes the profile's own too. */
  String fill(RequestValues values, Escape escape, Escape ofLiterals) throws IOException {
    StringBuilder filled = new StringBuilder();
    for (Piece piece : pieces) {
      if (piece instanceof Placeholder own) {
        filled.append(escape.apply(own.name(), values.text(own.name(), own.format())));
      } else if (piece instanceof Literal literal) {
        filled.append(ofLiterals.apply("", literal.text()));
      }
    }
    return filled.toString();
  }

  /** Fills it, the bytes of the file streamed. */
  void write(BufferedSink out, RequestValues values, Escape escape, Escape ofLiterals)
      throws IOException {
    for (Piece piece : pieces) {
      if (piece instanceof Literal literal) {
        out.writeUtf8(ofLiterals.apply("", literal.text()));
      } else if (piece instanceof Placeholder own && own.name().equals(Format.CONTENT)) {
        writeContent(out, own.format(), values.mustHaveContent(), escape);
      } else if (piece instanceof Placeholder own) {
        out.writeUtf8(escape.apply(own.name(), values.text(own.name(), own.format())));
      }
    }
  }

  private static void writeContent(BufferedSink out, Format format, Content content, Escape escape)
      throws IOException {
    try (InputStream in = Files.newInputStream(content.file())) {
      for (byte[] block = in.readNBytes(BLOCK); block.length > 0; block = in.readNBytes(BLOCK)) {
        String text =
            format == Format.BASE64 ? Base64.getEncoder().encodeToString(block) : format.of(block);
        out.writeUtf8(escape.apply(Format.CONTENT, text));
      }
    }
  }
}
