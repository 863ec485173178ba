package nz.co.medimage.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import nz.co.medimage.cli.SqlTokens.Kind;
import nz.co.medimage.cli.SqlTokens.Token;

/**
 * SQL of the classic connector, which puts texts between quotes, as SQL with bound parameters. No
 * value ever becomes a part of the SQL.
 */
final class ClassicSql {
  /** What a placeholder is called in profiles; what is missing here has no counterpart in SQL. */
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "ID", "id",
          "NHID", "id",
          "patientID", "patient",
          "currentDateTime", "now",
          "photoname", "title",
          "fullphotopath", "path",
          "filelength", "length",
          "staffname", "staffname",
          "computer", "computer",
          "location", "location");

  private static final Set<String> OF_LOOKUPS =
      Set.of("ID", "NHID", "currentDateTime", "staffname", "computer", "location");

  /** With these a look-up finds more than the id that was typed. */
  private static final Set<String> RESEMBLING =
      Set.of(
          "LIKE", "ILIKE", "RLIKE", "GLOB", "SIMILAR", "CONTAINING", "STARTING", "REGEXP", "MATCH");

  /** With these a look-up does not show that an id is ambiguous. */
  private static final Set<String> FIRST_OF_SEVERAL =
      Set.of("TOP", "FIRST", "LIMIT", "ROWS", "FETCH", "ROWNUM", "MIN", "MAX");

  private final String now;
  private final boolean joinsByFunction;
  private final Set<String> used = new TreeSet<>();

  /**
   * Begins.
   *
   * @param now the database's own function for the current time, if it has been named
   * @param joinsByFunction whether the database joins texts by {@code CONCAT} instead of {@code ||}
   */
  ClassicSql(Optional<String> now, boolean joinsByFunction) {
    this.now = now.orElse(":now");
    this.joinsByFunction = joinsByFunction;
  }

  /** The placeholders that were converted so far, as the classic connector calls them. */
  Set<String> used() {
    return used;
  }

  /** The statements of a text, without the semicolons between them. */
  static List<List<Token>> statements(String sql) throws UnmappedException {
    List<List<Token>> statements = new ArrayList<>();
    List<Token> statement = new ArrayList<>();
    List<Token> tokens = new ArrayList<>(SqlTokens.of(sql));
    tokens.add(new Token(Kind.END, ";"));
    for (Token token : tokens) {
      if (token.kind() != Kind.END) {
        statement.add(token);
      } else {
        if (statement.stream().anyMatch(each -> each.kind() != Kind.BLANK)) {
          statements.add(statement);
        }
        statement = new ArrayList<>();
      }
    }
    return statements;
  }

  /**
   * One statement, with bound parameters.
   *
   * @throws UnmappedException if it cannot be converted
   */
  String convert(List<Token> statement) throws UnmappedException {
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < statement.size(); i++) {
      Token token = statement.get(i);
      if (token.is('?') || isParameter(statement, i)) {
        throw new UnmappedException(
            "it has a ? or : outside quotes, which profiles read otherwise");
      }
      switch (token.kind()) {
        case LITERAL -> sql.append(literal(token.text()));
        case PLACEHOLDER -> sql.append(parameter(token.text()));
        case QUOTED -> sql.append(quoted(token.text()));
        default -> sql.append(token.text());
      }
    }
    return sql.toString().strip();
  }

  /** Whether a colon here would begin a parameter; two of them are a cast. */
  private static boolean isParameter(List<Token> statement, int at) {
    return statement.get(at).is(':')
        && (at == 0 || !statement.get(at - 1).is(':'))
        && at + 1 < statement.size()
        && statement.get(at + 1).kind() == Kind.WORD;
  }

  private static String quoted(String name) throws UnmappedException {
    for (int at = name.indexOf('['); at >= 0; at = name.indexOf('[', at + 1)) {
      if (SqlTokens.placeholderEnd(name, at) > 0) {
        throw new UnmappedException("it has a placeholder inside a quoted name");
      }
    }
    return name;
  }

  private String parameter(String placeholder) throws UnmappedException {
    String name = PARAMETERS.get(placeholder);
    if (name == null) {
      throw new UnmappedException("it uses [" + placeholder + "], which only web services have");
    }
    used.add(placeholder);
    return name.equals("now") ? now : ":" + name;
  }

  /** A text in quotes: as it is, a single parameter, or parameters joined with texts. */
  private String literal(String literal) throws UnmappedException {
    List<String> parts = new ArrayList<>();
    int from = 1;
    for (int at = literal.indexOf('['); at >= 0; at = literal.indexOf('[', at + 1)) {
      int end = SqlTokens.placeholderEnd(literal, at);
      if (end > 0) {
        if (at > from) {
          parts.add("'" + literal.substring(from, at) + "'");
        }
        parts.add(parameter(literal.substring(at + 1, end - 1)));
        from = end;
      }
    }
    if (from == 1) {
      return literal;
    }
    if (from < literal.length() - 1) {
      parts.add("'" + literal.substring(from));
    }
    return parts.size() == 1 ? parts.get(0) : joined(parts);
  }

  /** Some databases cannot tell the type of a parameter between two bars. */
  private String joined(List<String> parts) {
    if (joinsByFunction) {
      return "CONCAT(" + String.join(", ", parts) + ")";
    }
    return "("
        + String.join(
            " || ",
            parts.stream()
                .map(part -> part.startsWith("'") ? part : "CAST(" + part + " AS VARCHAR(255))")
                .toList())
        + ")";
  }

  /**
   * Checks that a look-up asks for exactly the id that was typed, and shows all whom it belongs to.
   *
   * @throws UnmappedException if it does not
   */
  static void checkLookup(List<Token> statement) throws UnmappedException {
    boolean asksForId = false;
    for (Token token : statement) {
      String word = token.text().toUpperCase(Locale.ROOT);
      if (token.kind() == Kind.WORD && RESEMBLING.contains(word)) {
        throw new UnmappedException(
            "with "
                + word
                + " it finds patients whose ids only resemble the one that was typed; compare with"
                + " = instead");
      }
      if (token.kind() == Kind.WORD && FIRST_OF_SEVERAL.contains(word)) {
        throw new UnmappedException(
            "with "
                + word
                + " it takes the first of several patients; let it select all, so that an id of"
                + " two patients is noticed");
      }
      for (String placeholder : placeholders(token)) {
        asksForId |= placeholder.equals("ID") || placeholder.equals("NHID");
        if (!OF_LOOKUPS.contains(placeholder)) {
          throw new UnmappedException(
              "it uses [" + placeholder + "], which is not known before the patient is");
        }
      }
    }
    if (!asksForId) {
      throw new UnmappedException("it does not ask for the [ID] that was typed");
    }
  }

  private static List<String> placeholders(Token token) {
    if (token.kind() == Kind.PLACEHOLDER) {
      return List.of(token.text());
    }
    List<String> found = new ArrayList<>();
    for (int at = token.text().indexOf('['); at >= 0; at = token.text().indexOf('[', at + 1)) {
      int end = SqlTokens.placeholderEnd(token.text(), at);
      if (end > 0) {
        found.add(token.text().substring(at + 1, end - 1));
      }
    }
    return found;
  }

  /**
   * The name of the column with the patient's own id: {@code PATIENTID}, or else the first.
   *
   * @throws UnmappedException if that column has no name
   */
  static String idColumn(List<Token> select) throws UnmappedException {
    List<Token> words = select.stream().filter(token -> token.kind() != Kind.BLANK).toList();
    if (words.isEmpty() || !words.get(0).isWord("SELECT")) {
      throw new UnmappedException("it does not begin with SELECT");
    }
    String last = "";
    String first = "";
    int depth = 0;
    for (Token token : words.subList(1, words.size())) {
      depth += token.is('(') ? 1 : token.is(')') ? -1 : 0;
      boolean isEnd = depth == 0 && (token.is(',') || token.isWord("FROM"));
      if (isEnd && last.equalsIgnoreCase("PATIENTID")) {
        return last;
      }
      if (isEnd && first.isEmpty()) {
        first = last.isEmpty() ? " " : last;
      }
      if (depth == 0 && token.isWord("FROM")) {
        break;
      }
      last =
          token.kind() == Kind.WORD
              ? token.text()
              : token.kind() == Kind.QUOTED
                  ? token.text().substring(1, token.text().length() - 1)
                  : "";
    }
    if (first.isBlank()) {
      throw new UnmappedException("name the column of the patient's own id with AS PATIENTID");
    }
    return first;
  }
}
