package nz.co.medimage.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import nz.co.medimage.cli.SqlTokens.Kind;
import nz.co.medimage.cli.SqlTokens.Token;

/**
 * Has a look-up of the classic connector show the column that it compares with the id that was
 * typed, so that a patient counts only if that is the same.
 */
final class ComparedColumn {
  /** What it is called in the result. */
  static final String NAME = "COMPARED_ID";

  private ComparedColumn() {}

  /**
   * The look-up with one column more at its end.
   *
   * @throws UnmappedException if it does not compare exactly one column with the id
   */
  static List<Token> shown(List<Token> select) throws UnmappedException {
    List<Token> column = List.of();
    int from = -1;
    int depth = 0;
    for (int i = 0; i < select.size(); i++) {
      Token token = select.get(i);
      depth += token.is('(') ? 1 : token.is(')') ? -1 : 0;
      if (token.isWord("UNION") || token.isWord("GROUP")) {
        throw new UnmappedException("it has a " + token.text() + "; " + todo());
      }
      if (depth == 0 && from < 0 && token.isWord("FROM")) {
        from = i;
      }
      if (isId(token)) {
        if (depth != 0 || from < 0 || !column.isEmpty()) {
          throw new UnmappedException("it has the id twice or in brackets; " + todo());
        }
        column = before(select, i);
      }
    }
    if (column.isEmpty()) {
      throw new UnmappedException("it compares no column with the id alone; " + todo());
    }
    List<Token> shown = new ArrayList<>(select.subList(0, from));
    shown.add(new Token(Kind.OTHER, ","));
    shown.add(new Token(Kind.BLANK, " "));
    shown.addAll(column);
    for (String word : List.of("AS", NAME)) {
      shown.add(new Token(Kind.BLANK, " "));
      shown.add(new Token(Kind.WORD, word));
    }
    shown.add(new Token(Kind.BLANK, " "));
    shown.addAll(select.subList(from, select.size()));
    trim(shown, from);
    return shown;
  }

  private static String todo() {
    return "select the column that is compared with the id, and name it in patient.match";
  }

  /** No blank before the comma that follows what was selected. */
  private static void trim(List<Token> shown, int comma) {
    if (shown.get(comma - 1).kind() == Kind.BLANK) {
      shown.remove(comma - 1);
    }
  }

  private static boolean isId(Token token) {
    String text = token.text();
    return switch (token.kind()) {
      case PLACEHOLDER -> text.equals("ID") || text.equals("NHID");
      case LITERAL -> text.contains("[ID]") || text.contains("[NHID]");
      default -> false;
    };
  }

  /** The name before {@code = '[ID]'}, and what qualifies it; empty if something else is there. */
  private static List<Token> before(List<Token> select, int id) {
    String text = select.get(id).text();
    boolean isAlone =
        select.get(id).kind() == Kind.PLACEHOLDER
            || text.equals("'[ID]'")
            || text.equals("'[NHID]'");
    int at = skipBlank(select, id - 1);
    if (!isAlone || at < 0 || !select.get(at).is('=')) {
      return List.of();
    }
    at = skipBlank(select, at - 1);
    int end = at + 1;
    while (at >= 0 && isName(select.get(at)) && at >= 1 && select.get(at - 1).is('.')) {
      at -= 2;
    }
    boolean isColumn = at >= 1 && isName(select.get(at)) && beginsCondition(select, at - 1);
    return isColumn ? List.copyOf(select.subList(at, end)) : List.of();
  }

  private static boolean beginsCondition(List<Token> select, int at) {
    int word = skipBlank(select, at);
    return word >= 0 && List.of("WHERE", "AND", "ON").contains(upper(select.get(word)));
  }

  private static String upper(Token token) {
    return token.text().toUpperCase(Locale.ROOT);
  }

  private static boolean isName(Token token) {
    return token.kind() == Kind.WORD || token.kind() == Kind.QUOTED;
  }

  private static int skipBlank(List<Token> select, int at) {
    return at >= 0 && select.get(at).kind() == Kind.BLANK ? at - 1 : at;
  }
}
