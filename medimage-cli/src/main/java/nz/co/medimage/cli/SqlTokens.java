package nz.co.medimage.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Takes SQL apart as far as quotes, comments and the classic placeholders need it. */
final class SqlTokens {
  /** What the classic connector replaces by text. */
  static final Set<String> PLACEHOLDERS =
      Set.of(
          "ID",
          "NHID",
          "patientID",
          "currentDateTime",
          "photoname",
          "fullphotopath",
          "filelength",
          "staffname",
          "computer",
          "location",
          "sessionID",
          "soapEndpoint",
          "contentLength");

  /** What a token is. */
  enum Kind {
    /** A text in single quotes, with them. */
    LITERAL,
    /** A name in double quotes or backquotes, with them. */
    QUOTED,
    /** A keyword, a name or a number. */
    WORD,
    /** Blanks and comments, which make one blank. */
    BLANK,
    /** A placeholder of the classic connector, without its brackets. */
    PLACEHOLDER,
    /** The end of a statement. */
    END,
    /** Any other character. */
    OTHER
  }

  /** One token; together the texts of all but blanks and placeholders are the SQL. */
  record Token(Kind kind, String text) {
    boolean isWord(String word) {
      return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    boolean is(char other) {
      return kind == Kind.OTHER && text.charAt(0) == other;
    }
  }

  private final String sql;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private SqlTokens(String sql) {
    this.sql = sql;
  }

  /**
   * Takes SQL apart.
   *
   * @throws UnmappedException if a quote or a comment is not closed
   */
  static List<Token> of(String sql) throws UnmappedException {
    SqlTokens scanner = new SqlTokens(sql);
    while (scanner.at < sql.length()) {
      scanner.next();
    }
    return scanner.tokens;
  }

  private void next() throws UnmappedException {
    char first = sql.charAt(at);
    if (first == '\'') {
      add(Kind.LITERAL, quoted(first));
    } else if (first == '"' || first == '`') {
      add(Kind.QUOTED, quoted(first));
    } else if (first == '[' && placeholderEnd(sql, at) > 0) {
      int end = placeholderEnd(sql, at);
      tokens.add(new Token(Kind.PLACEHOLDER, sql.substring(at + 1, end - 1)));
      at = end;
    } else if (Character.isWhitespace(first)) {
      blank(at + 1);
    } else if (sql.startsWith("--", at)) {
      int end = sql.indexOf('\n', at);
      blank(end < 0 ? sql.length() : end);
    } else if (sql.startsWith("/*", at)) {
      int end = sql.indexOf("*/", at + 2);
      if (end < 0) {
        throw new UnmappedException("a comment in it is not closed");
      }
      blank(end + 2);
    } else if (isPartOfWord(first)) {
      int end = at;
      while (end < sql.length() && isPartOfWord(sql.charAt(end))) {
        end++;
      }
      add(Kind.WORD, end);
    } else {
      add(first == ';' ? Kind.END : Kind.OTHER, at + 1);
    }
  }

  private void add(Kind kind, int end) {
    tokens.add(new Token(kind, sql.substring(at, end)));
    at = end;
  }

  private void blank(int end) {
    boolean isFurther = !tokens.isEmpty() && tokens.get(tokens.size() - 1).kind() == Kind.BLANK;
    if (!isFurther) {
      tokens.add(new Token(Kind.BLANK, " "));
    }
    at = end;
  }

  /** Where a quoted text ends, in which a doubled quote stands for one. */
  private int quoted(char quote) throws UnmappedException {
    int end = at + 1;
    while (true) {
      end = sql.indexOf(quote, end);
      if (end < 0) {
        throw new UnmappedException("a quote in it is not closed");
      }
      if (end + 1 == sql.length() || sql.charAt(end + 1) != quote) {
        return end + 1;
      }
      end += 2;
    }
  }

  /** Where a placeholder that begins here ends; 0 if none does. */
  static int placeholderEnd(String text, int at) {
    int end = text.indexOf(']', at);
    return end > 0 && PLACEHOLDERS.contains(text.substring(at + 1, end)) ? end + 1 : 0;
  }

  private static boolean isPartOfWord(char each) {
    return Character.isLetterOrDigit(each) || each == '_' || each == '$' || each == '#';
  }
}
