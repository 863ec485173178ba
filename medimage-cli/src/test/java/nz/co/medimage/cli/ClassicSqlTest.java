package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import nz.co.medimage.cli.SqlTokens.Kind;
import nz.co.medimage.cli.SqlTokens.Token;
import org.junit.jupiter.api.Test;

/** SQL of the classic connector becomes SQL with bound parameters. */
class ClassicSqlTest {
  private static String convert(String sql) throws UnmappedException {
    return new ClassicSql(Optional.of("CURRENT_TIMESTAMP"), false)
        .convert(ClassicSql.statements(sql).get(0));
  }

  private static String refused(String sql) {
    return assertThrows(UnmappedException.class, () -> convert(sql)).getMessage();
  }

  private static String refusedLookup(String sql) {
    return assertThrows(
            UnmappedException.class,
            () -> ClassicSql.checkLookup(ClassicSql.statements(sql).get(0)))
        .getMessage();
  }

  private static String idColumn(String sql) throws UnmappedException {
    return ClassicSql.idColumn(ClassicSql.statements(sql).get(0));
  }

  @Test
  void placeholdersInQuotesBecomeParametersWithoutThem() throws Exception {
    assertEquals(
        "INSERT INTO A (P, T, F, N, S, Z) VALUES (:patient, :title, :path, CURRENT_TIMESTAMP,"
            + " :length, 'it''s [a] :x ?')",
        convert(
            "INSERT INTO A (P, T, F, N, S, Z) -- [ID]\n VALUES ('[patientID]', '[photoname]',"
                + " '[fullphotopath]', '[currentDateTime]', [filelength], 'it''s [a] :x ?');"));
    assertEquals(
        "SELECT :now",
        new ClassicSql(Optional.empty(), false)
            .convert(ClassicSql.statements("SELECT [currentDateTime]").get(0)));
  }

  @Test
  void placeholdersAmongOtherTextAreJoinedWithIt() throws Exception {
    assertEquals(
        "VALUES (('from ' || CAST(:computer AS VARCHAR(255)) || '''s'), :id)",
        convert("VALUES ('from [computer]''s', '[ID]')"));
    assertEquals(
        "VALUES (CONCAT(:staffname, ' ', :location))",
        new ClassicSql(Optional.empty(), true)
            .convert(ClassicSql.statements("VALUES ('[staffname] [location]')").get(0)));
  }

  @Test
  void bracketsAndColonsOfOthersStay() throws Exception {
    assertEquals("SELECT a::text, :id", convert("SELECT a::text, '[ID]'"));
    assertEquals(
        "SELECT [Id] FROM [dbo].[Patient] WHERE NHI = :id",
        convert("SELECT [Id] FROM [dbo].[Patient] WHERE NHI = '[NHID]'"));
  }

  @Test
  void whatCannotBeConvertedIsSaid() {
    assertEquals("a quote in it is not closed", refused("SELECT 'a''"));
    assertEquals("a comment in it is not closed", refused("SELECT 1 /* [ID]"));
    assertEquals(
        "it uses [sessionID], which only web services have", refused("VALUES ([sessionID])"));
    assertEquals("it has a placeholder inside a quoted name", refused("SELECT \"[ID]\""));
    String other = "it has a ? or : outside quotes, which profiles read otherwise";
    assertEquals(other, refused("SELECT ?"));
    assertEquals(other, refused("SELECT :id"));
  }

  @Test
  void statementsAreToldApart() throws Exception {
    assertEquals(2, ClassicSql.statements("GRANT 'a;b'; ;\nGRANT \"c;\" -- ;").size());
    assertEquals(0, ClassicSql.statements(" ; -- nothing").size());
  }

  @Test
  void lookupThatGuessesIsRefused() throws Exception {
    assertTrue(refusedLookup("SELECT A FROM P WHERE NHI LIKE '[ID]'").startsWith("with LIKE it"));
    assertTrue(refusedLookup("select first 1 A from P where N='[ID]'").startsWith("with FIRST it"));
    assertTrue(refusedLookup("SELECT A FROM P WHERE N='[ID]' LIMIT 1").contains("takes the first"));
    assertEquals(
        "it uses [photoname], which is not known before the patient is",
        refusedLookup("SELECT A FROM P WHERE N = '[ID]' AND T = 'a[photoname]'"));
    assertEquals(
        "it does not ask for the [ID] that was typed", refusedLookup("SELECT A FROM P -- [ID]"));
    ClassicSql.checkLookup(ClassicSql.statements("SELECT A FROM P WHERE N = '[NHID]'").get(0));
  }

  private static String shown(String sql) throws UnmappedException {
    return convert(
        ComparedColumn.shown(ClassicSql.statements(sql).get(0)).stream()
            .map(
                token ->
                    token.kind() == SqlTokens.Kind.PLACEHOLDER
                        ? "[" + token.text() + "]"
                        : token.text())
            .collect(Collectors.joining()));
  }

  @Test
  void lookupShowsTheColumnThatItCompares() throws Exception {
    assertEquals(
        "SELECT A, P.N AS COMPARED_ID FROM P WHERE P.N = :id AND X = 1",
        shown("SELECT A FROM P WHERE P.N = '[ID]' AND X = 1"));
    assertEquals(
        "select A, \"my n\" AS COMPARED_ID from P where \"my n\"=:id",
        shown("select A from P where \"my n\"=[NHID]"));
    for (String sql :
        List.of(
            "SELECT A FROM P WHERE UPPER(N) = '[ID]'",
            "SELECT A FROM P WHERE N > '[ID]'",
            "SELECT A FROM P WHERE N = 'x[ID]'",
            "SELECT A FROM P WHERE N + M = '[ID]'",
            "SELECT A FROM P WHERE N = '[ID]' OR M = '[ID]'",
            "SELECT A FROM P WHERE N = '[ID]' UNION SELECT A FROM Q",
            "SELECT A FROM P WHERE A IN (SELECT A FROM Q WHERE N = '[ID]')")) {
      assertTrue(
          assertThrows(UnmappedException.class, () -> shown(sql))
              .getMessage()
              .endsWith("and name it in patient.match"),
          sql);
    }
  }

  @Test
  void columnOfTheIdIsFound() throws Exception {
    assertEquals("PATIENTID", idColumn("SELECT A, B.C AS PATIENTID FROM D"));
    assertEquals("patientid", idColumn("SELECT A, B.patientid FROM D"));
    assertEquals("ANYBODYID", idColumn("SELECT X.ANYBODYID AS ANYBODYID, PATIENTID2 FROM D"));
    assertEquals("C", idColumn("SELECT DISTINCT B.C, D FROM E"));
    assertEquals("my id", idColumn("SELECT COALESCE(B, (SELECT C FROM D)) \"my id\" FROM E"));
    String unnamed = "name the column of the patient's own id with AS PATIENTID";
    for (String sql : List.of("SELECT F(A) FROM B", "SELECT * FROM B", "SELECT 1")) {
      assertEquals(
          unnamed, assertThrows(UnmappedException.class, () -> idColumn(sql)).getMessage());
    }
    assertThrows(UnmappedException.class, () -> idColumn("EXECUTE PROCEDURE X"));
  }

  @Provide
  Arbitrary<List<String>> parts() {
    Arbitrary<String> text = Arbitraries.strings().withChars("a'[]: ?;-/*\"\\%").ofMaxLength(8);
    Arbitrary<String> placeholder =
        Arbitraries.of("ID", "NHID", "patientID", "photoname", "location").map(n -> "[" + n + "]");
    return Arbitraries.oneOf(
            text.map(each -> "'" + each.replace("'", "''") + "'"),
            placeholder,
            placeholder.map(each -> "'" + each + "'"),
            Arbitraries.of("SELECT", "x", "=", "(", ")", "\"a;b\"", "/* ' */", "-- it's\n"))
        .list()
        .ofMaxSize(12);
  }

  @Property(tries = 500)
  void literalsStayAndEachPlaceholderIsOneParameter(@ForAll("parts") List<String> parts)
      throws Exception {
    String sql = String.join(" ", parts);
    List<List<Token>> statements = ClassicSql.statements(sql);
    if (statements.isEmpty()) {
      return;
    }
    assertEquals(1, statements.size(), "no semicolon is outside quotes");

    String converted = convert(sql);

    List<Token> before = SqlTokens.of(sql);
    List<Token> after = SqlTokens.of(converted);
    assertEquals(
        before.stream()
            .flatMap(token -> ClassicSqlTest.placeholders(token).stream())
            .map(name -> name.equals("NHID") ? "ID" : name)
            .collect(Collectors.toList()),
        parameters(after));
    List<String> kept =
        before.stream()
            .filter(token -> token.kind() == Kind.LITERAL)
            .map(Token::text)
            .filter(text -> placeholders(new Token(Kind.LITERAL, text)).isEmpty())
            .collect(Collectors.toList());
    List<String> left =
        after.stream()
            .filter(token -> token.kind() == Kind.LITERAL)
            .map(Token::text)
            .collect(Collectors.toList());
    assertTrue(left.containsAll(kept), converted);
    assertFalse(after.stream().anyMatch(token -> token.kind() == Kind.PLACEHOLDER), converted);
  }

  private static List<String> placeholders(Token token) {
    return token.kind() == Kind.PLACEHOLDER || token.kind() == Kind.LITERAL
        ? SqlTokens.PLACEHOLDERS.stream()
            .filter(
                name ->
                    token.kind() == Kind.LITERAL
                        ? token.text().contains("[" + name + "]")
                        : token.text().equals(name))
            .collect(Collectors.toList())
        : List.of();
  }

  /** The names after colons, as the classic connector called them. */
  private static List<String> parameters(List<Token> tokens) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i + 1 < tokens.size(); i++) {
      if (tokens.get(i).is(':') && tokens.get(i + 1).kind() == Kind.WORD) {
        String name = tokens.get(i + 1).text();
        found.add(
            switch (name) {
              case "id" -> "ID";
              case "patient" -> "patientID";
              case "title" -> "photoname";
              default -> name;
            });
      }
    }
    return found;
  }
}
