package nz.co.medimage.sink.practice.internal.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A statement whose parameters have names: {@code :name} becomes a {@code ?} of JDBC, never text.
 * Literals, quoted identifiers and comments stay as they are, and so do {@code ::} and {@code :=}.
 * Immutable.
 */
final class NamedSql {
  private final String text;
  private final List<String> names;

  private NamedSql(String text, List<String> names) {
    this.text = text;
    this.names = List.copyOf(names);
  }

  /**
   * Reads a statement.
   *
   * @throws IllegalArgumentException with a part of a sentence if it cannot be read
   */
  static NamedSql parse(String sql) {
    return new Parser(sql).parse();
  }

  /** The statement with a {@code ?} for each parameter. */
  String text() {
    return text;
  }

  /** The names in the order of their {@code ?}, in the form of the profile: with {@code -}. */
  List<String> names() {
    return names;
  }

  /** Whether it begins with a word, and hence is of that kind. */
  boolean begins(String keyword) {
    String start = withoutComments(text.strip());
    return start.regionMatches(true, 0, keyword, 0, keyword.length())
        && (start.length() == keyword.length()
            || !Character.isJavaIdentifierPart(start.charAt(keyword.length())));
  }

  private static String withoutComments(String sql) {
    String rest = sql;
    while (rest.startsWith("--") || rest.startsWith("/*")) {
      String end = rest.startsWith("--") ? "\n" : "*/";
      int at = rest.indexOf(end);
      rest = at < 0 ? "" : rest.substring(at + end.length()).strip();
    }
    return rest;
  }

  private static final class Parser {
    private final String sql;
    private final StringBuilder text = new StringBuilder();
    private final List<String> names = new ArrayList<>();
    private int at;

    Parser(String sql) {
      this.sql = sql;
    }

    NamedSql parse() {
      while (at < sql.length()) {
        char c = sql.charAt(at);
        if (c == '\'' || c == '"' || c == '`') {
          copyTo(afterQuoted(c));
        } else if (c == '[' && isLetter(at + 1)) {
          copyTo(afterQuoted(']'));
        } else if (sql.startsWith("--", at)) {
          copyTo(after("\n", at + 2, sql.length()));
        } else if (sql.startsWith("/*", at)) {
          copyTo(afterComment());
        } else if (c == '$' && !isPart(at - 1)) {
          copyTo(afterDollar());
        } else if (c == '?') {
          copyTo(afterQuestion());
        } else if (c == ':') {
          colon();
        } else {
          copyTo(at + 1);
        }
      }
      return new NamedSql(text.toString(), names);
    }

    private void copyTo(int end) {
      text.append(sql, at, end);
      at = end;
    }

    /** After the closing quote; a doubled one is part of what is quoted. */
    private int afterQuoted(char close) {
      int from = at + 1;
      while (true) {
        int end = sql.indexOf(close, from);
        if (end < 0) {
          throw new IllegalArgumentException("a quote " + close + " is missing at the end");
        }
        if (close == '\'' && sql.charAt(end - 1) == '\\') {
          throw new IllegalArgumentException(
              "databases differ in what \\' means in a literal; put the text into values, and its"
                  + " :name here");
        }
        if (end + 1 >= sql.length() || sql.charAt(end + 1) != close) {
          return end + 1;
        }
        from = end + 2;
      }
    }

    private int after(String end, int from, int otherwise) {
      int found = sql.indexOf(end, from);
      return found < 0 ? otherwise : found + end.length();
    }

    /** Some databases nest comments and others do not, so no comment may hold another. */
    private int afterComment() {
      int end = sql.indexOf("*/", at + 2);
      int inner = sql.indexOf("/*", at + 2);
      if (end < 0) {
        throw new IllegalArgumentException("a comment does not end");
      }
      if (inner >= 0 && inner < end) {
        throw new IllegalArgumentException("a comment holds another one");
      }
      return end + 2;
    }

    /** After {@code $tag$ ... $tag$}, or after the sign alone if it quotes nothing. */
    private int afterDollar() {
      int tagEnd = at + 1;
      while (isPart(tagEnd) && sql.charAt(tagEnd) != '$') {
        tagEnd++;
      }
      if (tagEnd >= sql.length() || sql.charAt(tagEnd) != '$') {
        return at + 1;
      }
      String tag = sql.substring(at, tagEnd + 1);
      int end = after(tag, tagEnd + 1, -1);
      if (end < 0) {
        throw new IllegalArgumentException("a quote " + tag + " is missing at the end");
      }
      return end;
    }

    /** A driver for PostgreSQL reads {@code ??} as that operator; one alone has no name. */
    private int afterQuestion() {
      if (!sql.startsWith("??", at)) {
        throw new IllegalArgumentException("a ? names no value; write :name");
      }
      return at + 2;
    }

    private void colon() {
      if (sql.startsWith("::", at) || sql.startsWith(":=", at)) {
        copyTo(at + 2);
      } else if (isLetter(at + 1)) {
        int end = at + 1;
        while (isPart(end) && sql.charAt(end) != '$') {
          end++;
        }
        names.add(sql.substring(at + 1, end).toLowerCase(Locale.ROOT).replace('_', '-'));
        text.append('?');
        at = end;
      } else {
        copyTo(at + 1);
      }
    }

    private boolean isLetter(int index) {
      return index < sql.length()
          && (Character.isLetter(sql.charAt(index)) || sql.charAt(index) == '_');
    }

    private boolean isPart(int index) {
      return index >= 0
          && index < sql.length()
          && Character.isJavaIdentifierPart(sql.charAt(index));
    }
  }
}
